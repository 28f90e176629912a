"""What a machine said last, and how its facets changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.printers.models.printer import Printer


class Observation(models.Model):
    """The latest look at a printer; `snapshot` is `apps.printers.port.Snapshot` as JSON."""

    printer = models.OneToOneField(Printer, models.CASCADE, primary_key=True)
    at = models.DateTimeField(_("at"))
    activity = models.CharField(_("activity"), max_length=16)
    remote_file = models.CharField(_("file on the host"), max_length=300, blank=True)
    job_ref = models.CharField(_("job on the host"), max_length=200, blank=True)
    snapshot = models.JSONField(_("snapshot"), default=dict)
    identity = models.JSONField(_("identity"), default=dict)
    identified_at = models.DateTimeField(_("identified"), null=True)

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")

    def __str__(self) -> str:
        return f"{self.printer_id}: {self.activity}"


class PrinterHistory(models.Model):
    """A facet of a printer went from one state to another; never changed."""

    printer = models.ForeignKey(
        Printer, models.CASCADE, related_name="history", verbose_name=_("printer")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    facet = models.CharField(_("facet"), max_length=16)
    source = models.CharField(_("from"), max_length=16)
    target = models.CharField(_("to"), max_length=16)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    actor = models.CharField(_("by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("printer history")
        verbose_name_plural = _("printer history")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
