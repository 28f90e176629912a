"""What went wrong and who knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.dispatch.models import PrintRun
from apps.jobs.models import Job
from apps.printers.models import Printer


class Incident(models.Model):
    """Something an operator should know: what, the probable cause, the evidence, what to do."""

    OPEN, SEEN, RESOLVED = "open", "acknowledged", "resolved"
    STATES = ((OPEN, _("Open")), (SEEN, _("Seen")), (RESOLVED, _("Resolved")))
    SEVERITIES = (("info", _("Note")), ("warning", _("Warning")), ("critical", _("Critical")))

    code = models.CharField(_("code"), max_length=40, db_index=True)
    severity = models.CharField(_("severity"), max_length=10, choices=SEVERITIES)
    state = models.CharField(_("state"), max_length=14, choices=STATES, default=OPEN, db_index=True)
    printer = models.ForeignKey(
        Printer, models.CASCADE, null=True, related_name="incidents", verbose_name=_("printer")
    )
    job = models.ForeignKey(
        Job, models.CASCADE, null=True, related_name="incidents", verbose_name=_("job")
    )
    run = models.ForeignKey(
        PrintRun, models.CASCADE, null=True, related_name="incidents", verbose_name=_("run")
    )
    event_id = models.BigIntegerField(null=True, unique=True, editable=False)
    attribution = models.CharField(_("whose"), max_length=16, blank=True)
    evidence = models.JSONField(_("evidence"), default=list, blank=True)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    acknowledged_at = models.DateTimeField(_("seen"), null=True, blank=True)
    acknowledged_by = models.CharField(_("seen by"), max_length=150, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.CharField(_("resolved by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"I-{self.pk} {self.code}"
