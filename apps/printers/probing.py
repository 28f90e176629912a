"""Asks a printer who it is, and compares the answer with what was declared."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.storable import storable
from apps.printers.models import Observation, Printer
from apps.printers.port import Activity, Identity, MachineError
from apps.printers.targets import machine_of

TOLERANCE_MM = 1.0


@dataclass(frozen=True, slots=True)
class Probe:
    """What a test of the connection found; `findings` are sentences, empty when all is well."""

    ok: bool
    identity: dict[str, Any] = field(default_factory=dict)
    findings: tuple[str, ...] = ()


def probe(printer: Printer) -> Probe:
    """Talk to the host now (at most some seconds) and keep what it says it is."""
    try:
        identity = machine_of(printer).identify()
    except MachineError as error:
        return Probe(ok=False, findings=(str(error),))
    keep_identity(printer, identity)
    findings = tuple(_differences(printer, identity))
    return Probe(ok=not findings, identity=storable(asdict(identity)), findings=findings)


def keep_identity(printer: Printer, identity: Identity) -> None:
    """Remember what the host says it is."""
    now = clock.now()
    row, _made = Observation.objects.get_or_create(
        printer=printer, defaults={"at": now, "activity": Activity.UNKNOWN}
    )
    Observation.objects.filter(pk=row.pk).update(identity=asdict(identity), identified_at=now)
    if identity.variant and identity.variant != printer.variant:
        Printer.objects.filter(pk=printer.pk).update(variant=identity.variant)


def _differences(printer: Printer, identity: Identity) -> list[str]:
    found = []
    told, own = identity.nozzle_mm, printer.own_nozzle_mm
    if told is not None and abs(told - own) > 0.01:
        found.append(
            _("The host says its nozzle is %(told)s mm, declared are %(own)s mm.")
            % {"told": told, "own": own}
        )
    pairs = (
        (identity.bed_width_mm, printer.profile.bed_width_mm, _("bed width")),
        (identity.bed_depth_mm, printer.profile.bed_depth_mm, _("bed depth")),
    )
    for size, declared, name in pairs:
        if size is not None and size < declared - TOLERANCE_MM:
            found.append(
                _("The host says its %(name)s is %(told)s mm, the profile says %(own)s mm.")
                % {"name": name, "told": size, "own": declared}
            )
    return found
