"""A job asks for good parts; its counters can never disagree."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.jobs.models.gcode_file import GcodeFile
from apps.jobs.states import JobState, Lane

STATES = {
    JobState.RECEIVED: _("Received"),
    JobState.QUEUED: _("Queued"),
    JobState.ACTIVE: _("Active"),
    JobState.HELD: _("Held"),
    JobState.COMPLETED: _("Completed"),
    JobState.REJECTED: _("Rejected"),
    JobState.CANCELLED: _("Cancelled"),
    JobState.FAILED: _("Failed"),
}
LANES = {Lane.EXPRESS: _("Express"), Lane.STANDARD: _("Standard")}


class Job(models.Model):
    """What is wanted: a file, requirements, a number of parts, a lane.

    `quantity`, `good`, `in_flight` and `given_up` count parts; one run makes `parts_per_run`
    (0 until the file was read, where nobody said).
    Requirements left empty come from the file. `printer_id` pins the job to one printer.
    """

    name = models.CharField(_("name"), max_length=200)
    gcode = models.ForeignKey(
        GcodeFile, models.PROTECT, related_name="jobs", verbose_name=_("G-code file")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=list(STATES.items()), default=JobState.RECEIVED
    )
    held_code = models.CharField(_("held because"), max_length=32, blank=True)
    held_reason = models.CharField(_("reason"), max_length=300, blank=True)
    lane = models.CharField(
        _("lane"), max_length=12, choices=list(LANES.items()), default=Lane.STANDARD
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=50, validators=[MaxValueValidator(100)]
    )
    quantity = models.PositiveIntegerField(
        _("quantity"), default=1, validators=[MinValueValidator(1)]
    )
    parts_per_run = models.PositiveIntegerField(_("parts per run"), default=1)
    good = models.PositiveIntegerField(_("good"), default=0)
    in_flight = models.PositiveIntegerField(_("under way"), default=0)
    given_up = models.PositiveIntegerField(_("given up"), default=0)
    tries_in_row = models.PositiveIntegerField(_("tries without a good part"), default=0)
    profiles = models.JSONField(_("printer profiles"), default=list, blank=True)
    materials = models.JSONField(_("materials"), default=list, blank=True)
    colours = models.JSONField(_("colours"), default=list, blank=True)
    nozzle_mm = models.FloatField(_("nozzle"), null=True, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    pinned_printer_id = models.BigIntegerField(_("printer"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=120, blank=True, db_index=True)
    source = models.CharField(_("source"), max_length=80, default="api")
    reprint_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reprints",
        verbose_name=_("reprint of"),
    )
    created_by = models.CharField(_("created by"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True, db_index=True)
    queued_at = models.DateTimeField(_("queued"), null=True, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "lane", "-priority", "created_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=F("good") + F("in_flight") + F("given_up")),
                name="never_more_than_wanted",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="something_is_wanted"),
            models.CheckConstraint(condition=Q(priority__lte=100), name="priority_in_range"),
            models.CheckConstraint(condition=Q(state__in=list(JobState)), name="job_state_known"),
        ]

    def __str__(self) -> str:
        return f"J-{self.pk} {self.name}"

    @property
    def waiting(self) -> int:
        """Parts that still need a run."""
        return self.quantity - self.good - self.in_flight - self.given_up


class JobHistory(models.Model):
    """A job went from one state to another; never changed."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="history", verbose_name=_("job"))
    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    source = models.CharField(_("from"), max_length=12, blank=True)
    target = models.CharField(_("to"), max_length=12)
    code = models.CharField(_("code"), max_length=32, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    actor = models.CharField(_("by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("job history")
        verbose_name_plural = _("job history")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class IdempotencyKey(models.Model):
    """A key under which somebody made a job, with the hash of what was asked."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    job = models.ForeignKey(Job, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_job_per_idempotency_key")
        ]

    def __str__(self) -> str:
        return self.key
