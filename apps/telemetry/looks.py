"""The result of asking one machine."""

from dataclasses import dataclass
from datetime import datetime

from apps.core import clock
from apps.printers.port import MachineError, Snapshot, Unauthorised
from apps.telemetry.link import Heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One answer, or what came instead of it."""

    printer_id: int
    at: datetime
    heard: Heard
    snapshot: Snapshot | None = None
    error: str = ""


def answered(printer_id: int, snapshot: Snapshot) -> Look:
    """A look that brought a snapshot."""
    return Look(printer_id=printer_id, at=clock.now(), heard=Heard.ANSWER, snapshot=snapshot)


def failed(printer_id: int, error: MachineError) -> Look:
    """A look that brought none."""
    text = str(error)
    if isinstance(error, Unauthorised):
        heard = Heard.UNAUTHORISED
    elif "refused" in text.lower():
        heard = Heard.REFUSED
    else:
        heard = Heard.MISS
    return Look(printer_id=printer_id, at=clock.now(), heard=heard, error=text)
