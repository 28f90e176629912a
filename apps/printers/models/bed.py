"""What lies on the bed, and when it was last levelled."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.printers.models.printer import Printer


class Occupancy(models.Model):
    """One stay of something on a bed; a clearance names the occupancy that it ends."""

    printer = models.ForeignKey(
        Printer, models.CASCADE, related_name="occupancies", verbose_name=_("printer")
    )
    since = models.DateTimeField(_("since"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=200)
    run_id = models.BigIntegerField(_("run"), null=True, db_index=True)
    cleared_at = models.DateTimeField(_("cleared"), null=True)
    cleared_by = models.CharField(_("cleared by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("bed occupancy")
        verbose_name_plural = _("bed occupancies")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["printer"],
                condition=models.Q(cleared_at=None),
                name="one_open_occupancy_per_printer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.printer}: {self.reason}"


class Calibration(models.Model):
    """A confirmation that something about the machine was set right."""

    LEVEL = "level"
    KINDS = ((LEVEL, _("Bed level")), ("flow", _("Flow")), ("other", _("Other")))

    printer = models.ForeignKey(
        Printer, models.CASCADE, related_name="calibrations", verbose_name=_("printer")
    )
    kind = models.CharField(_("what"), max_length=16, choices=KINDS, default=LEVEL)
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("by"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.printer} {self.kind} {self.at:%Y-%m-%d}"
