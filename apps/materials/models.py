"""Material types and spools."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Material(models.Model):
    """A type of filament, by the code slicers use for it; temperatures in °C, density in g/cm³."""

    code = models.CharField(_("code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    density = models.FloatField(_("density"), default=1.24, validators=[MinValueValidator(0.1)])
    nozzle_min_c = models.PositiveSmallIntegerField(_("nozzle from"), default=190)
    nozzle_max_c = models.PositiveSmallIntegerField(_("nozzle to"), default=260)
    is_abrasive = models.BooleanField(_("abrasive"), default=False)
    needs_enclosure = models.BooleanField(_("needs an enclosure"), default=False)

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Spool(models.Model):
    """One roll of filament; grams."""

    material = models.ForeignKey(
        Material, models.PROTECT, related_name="spools", verbose_name=_("material")
    )
    colour = models.CharField(_("colour"), max_length=40, blank=True)
    brand = models.CharField(_("brand"), max_length=60, blank=True)
    initial_g = models.FloatField(_("weight when full"), default=1000)
    remaining_g = models.FloatField(_("weight left"), null=True, blank=True)
    archived_at = models.DateTimeField(_("used up"), null=True, blank=True)

    class Meta:
        verbose_name = _("spool")
        verbose_name_plural = _("spools")
        ordering = ["-id"]

    def __str__(self) -> str:
        return " ".join(part for part in (self.material.code, self.colour, self.brand) if part)
