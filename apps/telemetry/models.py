"""Samples of what machines measured."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.printers.models import Printer


class Sample(models.Model):
    """One look worth keeping; °C, progress from 0 to 1."""

    printer = models.ForeignKey(
        Printer, models.CASCADE, related_name="samples", verbose_name=_("printer")
    )
    at = models.DateTimeField(_("at"))
    nozzle_c = models.FloatField(null=True)
    nozzle_target_c = models.FloatField(null=True)
    bed_c = models.FloatField(null=True)
    bed_target_c = models.FloatField(null=True)
    chamber_c = models.FloatField(null=True)
    progress = models.FloatField(null=True)
    remote_file = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        ordering = ["at"]
        indexes = [models.Index(fields=["printer", "at"])]

    def __str__(self) -> str:
        return f"{self.printer_id} {self.at:%H:%M:%S}"
