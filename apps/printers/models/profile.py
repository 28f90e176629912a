"""What a model of printer is able to do."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

POSITIVE = [MinValueValidator(1)]
DECLARED = (
    "code",
    "name",
    "slicer_models",
    "flavours",
    "bed_width_mm",
    "bed_depth_mm",
    "height_mm",
    "origin_x_mm",
    "origin_y_mm",
    "nozzle_mm",
    "max_nozzle_c",
    "max_bed_c",
    "has_enclosure",
    "slots",
    "level_valid_days",
)
"""What people say about a model; the columns that every face offers."""


class PrinterProfile(models.Model):
    """A model of printer; millimetres and °C.

    `slicer_models` are the names by which slicers call it, `flavours` the G-code dialects it
    understands; `origin_x`, `origin_y` is the corner of the bed in machine coordinates.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    slicer_models = models.JSONField(_("names in slicers"), default=list, blank=True)
    flavours = models.JSONField(_("G-code flavours"), default=list, blank=True)
    bed_width_mm = models.FloatField(_("bed width"), validators=POSITIVE)
    bed_depth_mm = models.FloatField(_("bed depth"), validators=POSITIVE)
    height_mm = models.FloatField(_("height"), validators=POSITIVE)
    origin_x_mm = models.FloatField(_("origin X"), default=0)
    origin_y_mm = models.FloatField(_("origin Y"), default=0)
    nozzle_mm = models.FloatField(_("nozzle"), default=0.4, validators=[MinValueValidator(0.05)])
    max_nozzle_c = models.PositiveSmallIntegerField(_("nozzle at most"), default=280)
    max_bed_c = models.PositiveSmallIntegerField(_("bed at most"), default=110)
    has_enclosure = models.BooleanField(_("enclosed"), default=False)
    slots = models.PositiveSmallIntegerField(_("material slots"), default=1, validators=POSITIVE)
    level_valid_days = models.PositiveSmallIntegerField(_("bed level good for days"), default=30)

    class Meta:
        verbose_name = _("printer profile")
        verbose_name_plural = _("printer profiles")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
