"""A printer with its four facets, and what is loaded in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.fields import EncryptedTextField
from apps.materials.models import Material, Spool
from apps.printers.models.profile import PrinterProfile
from apps.printers.port import Activity, Kind
from apps.printers.states import Bed, Link, Service

KIND_NAMES = {
    Kind.OCTOPRINT: "OctoPrint",
    Kind.MOONRAKER: "Klipper (Moonraker)",
    Kind.PRUSALINK: "PrusaLink",
}
LINKS = {
    Link.NEVER_SEEN: _("Never seen"),
    Link.ONLINE: _("Online"),
    Link.LATE: _("Late"),
    Link.OFFLINE: _("Offline"),
    Link.AUTH_ERROR: _("Key refused"),
}
ACTIVITIES = {
    Activity.IDLE: _("Idle"),
    Activity.BUSY: _("Busy"),
    Activity.PRINTING: _("Printing"),
    Activity.PAUSED: _("Paused"),
    Activity.ATTENTION: _("Needs attention"),
    Activity.ERROR: _("Error"),
    Activity.FINISHED: _("Finished"),
    Activity.UNKNOWN: _("Unknown"),
}
BEDS = {Bed.CLEAR: _("Clear"), Bed.OCCUPIED: _("Occupied"), Bed.DOUBTFUL: _("Doubtful")}
SERVICES = {
    Service.IN_SERVICE: _("In service"),
    Service.DRAINING: _("Draining"),
    Service.HELD: _("Held"),
    Service.MAINTENANCE: _("Maintenance"),
    Service.QUARANTINED: _("Quarantined"),
    Service.RETIRED: _("Retired"),
}


class PrinterGroup(models.Model):
    """Printers that belong together: a room, a circuit, a customer."""

    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("printer group")
        verbose_name_plural = _("printer groups")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Printer(models.Model):
    """A machine and how it is.

    Facets are written by their own services only (`apps.printers.services`); activity is what
    the machine reported last, with its time. `trial_runs_left` runs ask before they start.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(
        _("interface"), max_length=16, choices=[(k, KIND_NAMES[k]) for k in Kind]
    )
    url = models.URLField(_("address"), unique=True)
    api_key = EncryptedTextField(_("key"), blank=True, default="")
    variant = models.CharField(_("variant"), max_length=16, blank=True)
    profile = models.ForeignKey(
        PrinterProfile, models.PROTECT, related_name="printers", verbose_name=_("profile")
    )
    nozzle_mm = models.FloatField(_("nozzle, if other than the profile's"), null=True, blank=True)
    group = models.ForeignKey(
        PrinterGroup,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="printers",
        verbose_name=_("group"),
    )
    tags = models.JSONField(_("tags"), default=list, blank=True)
    location = models.CharField(_("location"), max_length=80, blank=True)
    camera_url = models.URLField(_("camera"), blank=True)
    trial_runs_left = models.PositiveSmallIntegerField(_("runs to ask about"), default=3)

    link = models.CharField(
        _("link"),
        max_length=16,
        choices=list(LINKS.items()),
        default=Link.NEVER_SEEN,
        db_index=True,
    )
    link_since = models.DateTimeField(_("link since"), null=True, editable=False)
    misses = models.PositiveIntegerField(_("unanswered looks"), default=0, editable=False)
    refusals = models.PositiveIntegerField(_("refused looks"), default=0, editable=False)
    first_miss_at = models.DateTimeField(null=True, editable=False)
    answers = models.PositiveSmallIntegerField(_("answers in a row"), default=0, editable=False)
    link_error = models.CharField(_("last failure"), max_length=300, blank=True, editable=False)
    next_look_at = models.DateTimeField(null=True, db_index=True, editable=False)

    activity = models.CharField(
        _("activity"), max_length=16, choices=list(ACTIVITIES.items()), default=Activity.UNKNOWN
    )
    activity_at = models.DateTimeField(_("reported"), null=True, editable=False)

    bed = models.CharField(
        _("bed"), max_length=16, choices=list(BEDS.items()), default=Bed.DOUBTFUL
    )
    service = models.CharField(
        _("service"), max_length=16, choices=list(SERVICES.items()), default=Service.IN_SERVICE
    )
    service_reason = models.CharField(_("reason"), max_length=200, blank=True)
    printed_s = models.FloatField(_("hours printed, in seconds"), default=0, editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("printer")
        verbose_name_plural = _("printers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def own_nozzle_mm(self) -> float:
        """The nozzle that is fitted: its own, else the profile's."""
        return self.nozzle_mm or self.profile.nozzle_mm


class Slot(models.Model):
    """A place for filament, counted from 0, and what was declared to be loaded there."""

    printer = models.ForeignKey(
        Printer, models.CASCADE, related_name="slots", verbose_name=_("printer")
    )
    index = models.PositiveSmallIntegerField(_("number"), default=0)
    material = models.ForeignKey(
        Material,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("material"),
    )
    colour = models.CharField(_("colour"), max_length=40, blank=True)
    spool = models.ForeignKey(
        Spool, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("spool")
    )
    loaded_at = models.DateTimeField(_("loaded"), null=True, blank=True)
    loaded_by = models.CharField(_("loaded by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["printer", "index"]
        constraints = [
            models.UniqueConstraint(fields=["printer", "index"], name="one_slot_per_number")
        ]

    def __str__(self) -> str:
        loaded = self.material.code if self.material else "-"
        return f"{self.index}: {loaded} {self.colour}".strip()
