"""A run is one try of one job on one printer; its history is never rewritten."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.dispatch.states import HOLDS_ITS_PRINTER, Approval, FirstLayer, Quality, RunState
from apps.jobs.models import GcodeFile, Job
from apps.preflight.models import PreflightReport
from apps.printers.models import Printer

STATES = {
    RunState.ASSIGNED: _("Assigned"),
    RunState.CHECKING: _("Checking"),
    RunState.TRANSFERRING: _("Sending"),
    RunState.STAGED: _("Ready to start"),
    RunState.STARTING: _("Starting"),
    RunState.UNCONFIRMED: _("Start unconfirmed"),
    RunState.PRINTING: _("Printing"),
    RunState.PAUSING: _("Pausing"),
    RunState.PAUSED: _("Paused"),
    RunState.RESUMING: _("Resuming"),
    RunState.CANCELLING: _("Cancelling"),
    RunState.LOST: _("Contact lost"),
    RunState.WRITTEN_OFF: _("Written off"),
    RunState.REJECTED: _("Rejected"),
    RunState.FINISHED: _("Finished"),
    RunState.FAILED: _("Failed"),
    RunState.CANCELLED: _("Cancelled"),
}


class PrintRun(models.Model):
    """One try.

    `remote_name` is unique in the world of this farm, `remote_path` what the host calls it;
    `start_sent_at` is the send marker: once set, no start call is ever made again.
    `leased_until` keeps two workers from one step; `next_step_at` is when to look again.
    """

    job = models.ForeignKey(Job, models.PROTECT, related_name="runs", verbose_name=_("job"))
    printer = models.ForeignKey(
        Printer, models.PROTECT, related_name="runs", verbose_name=_("printer")
    )
    gcode = models.ForeignKey(
        GcodeFile, models.PROTECT, related_name="+", verbose_name=_("G-code file")
    )
    parts = models.PositiveIntegerField(_("parts"), default=1)
    number = models.PositiveIntegerField(_("number"), default=1)
    state = models.CharField(
        _("state"), max_length=16, choices=list(STATES.items()), default=RunState.ASSIGNED
    )
    state_since = models.DateTimeField(_("since"))
    deadline_at = models.DateTimeField(_("deadline"), null=True, db_index=True)
    next_step_at = models.DateTimeField(null=True, db_index=True)
    leased_until = models.DateTimeField(null=True)

    approval = models.CharField(max_length=16, default=Approval.NOT_REQUIRED)
    approved_by = models.CharField(max_length=150, blank=True)
    report = models.ForeignKey(PreflightReport, models.SET_NULL, null=True, related_name="+")
    cost = models.JSONField(_("cost terms"), default=dict)

    remote_name = models.CharField(_("file on the host"), max_length=80, unique=True)
    remote_path = models.CharField(max_length=300, blank=True)
    baseline = models.CharField(max_length=200, blank=True)
    job_ref = models.CharField(max_length=200, blank=True)
    transfer_tries = models.PositiveSmallIntegerField(default=0)
    sent_bytes = models.BigIntegerField(default=0)
    start_sent_at = models.DateTimeField(_("start sent"), null=True)
    denials = models.PositiveSmallIntegerField(default=0)
    first_denial_at = models.DateTimeField(null=True)
    command_sent_at = models.DateTimeField(null=True)
    cancel_wanted = models.BooleanField(default=False)
    requeue_wanted = models.BooleanField(default=True)
    ended_by = models.CharField(max_length=150, blank=True)

    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("ended"), null=True)
    progress = models.FloatField(_("progress"), null=True)
    layer = models.PositiveIntegerField(_("layer"), null=True)
    layers = models.PositiveIntegerField(_("layers"), null=True)
    remaining_s = models.FloatField(_("remaining"), null=True)
    elapsed_s = models.FloatField(_("elapsed"), null=True)

    cause = models.CharField(_("cause"), max_length=32, blank=True, db_index=True)
    attribution = models.CharField(_("whose"), max_length=16, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    surplus = models.BooleanField(_("surplus"), default=False)
    first_layer = models.CharField(max_length=16, default=FirstLayer.NOT_REQUIRED)
    quality = models.CharField(max_length=16, default=Quality.NOT_REQUIRED)
    cleanup_due_at = models.DateTimeField(null=True, db_index=True)
    cleanup_tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("assigned"), auto_now_add=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["printer"],
                condition=Q(state__in=sorted(HOLDS_ITS_PRINTER)),
                name="one_holding_run_per_printer",
            ),
            models.CheckConstraint(condition=Q(state__in=list(RunState)), name="run_state_known"),
        ]

    def __str__(self) -> str:
        return f"R-{self.pk}"


class RunHistory(models.Model):
    """A run went from one state to another; never changed."""

    run = models.ForeignKey(PrintRun, models.CASCADE, related_name="history")
    at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=16, blank=True)
    target = models.CharField(max_length=16)
    reason = models.CharField(max_length=500, blank=True)
    actor = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class FarmSwitch(models.Model):
    """The one switch that stops and resumes dispatch on the whole farm."""

    dispatching = models.BooleanField(default=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return "dispatching" if self.dispatching else "stopped"
