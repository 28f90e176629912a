"""Stored preflight reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.jobs.models import Job
from apps.printers.models import Printer


class PreflightReport(models.Model):
    """Every check of one job on one printer, with its answer and the facts it looked at."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="reports", verbose_name=_("job"))
    printer = models.ForeignKey(
        Printer, models.CASCADE, related_name="reports", verbose_name=_("printer")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    passed = models.BooleanField(_("passed"))
    findings = models.JSONField(_("findings"), default=list)
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        verbose_name = _("preflight report")
        verbose_name_plural = _("preflight reports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.job_id} / {self.printer_id}: {'passed' if self.passed else 'failed'}"
