"""What somebody asks for when a job is made."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from apps.core.errors import Refused
from apps.core.wording import gettext_noop
from apps.jobs.states import Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOrder:
    """One job, as asked for; empty requirements come from the file. Parts, millimetres."""

    gcode_id: int
    name: str = ""
    profiles: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    lane: str = Lane.STANDARD
    priority: int = 50
    quantity: int = 1
    parts_per_run: int | None = None
    due_at: datetime | None = None
    nozzle_mm: float | None = None
    tags: tuple[str, ...] = ()
    printer_id: int | None = None
    hold: bool = False
    reference: str = ""
    source: str = "api"
    reprint_of: int | None = None

    @property
    def digest(self) -> str:
        """The same for the same order; tells whether an idempotency key is reused."""
        return hashlib.sha256(json.dumps(asdict(self), default=str).encode()).hexdigest()


def checked(order: JobOrder) -> JobOrder:
    """The order itself; raises Refused with a message for each field at fault."""
    errors = {field: [text] for field, text in _faults(order) if text}
    if errors:
        first = next(iter(errors.values()))[0]
        raise Refused(first, code="INVALID", errors=errors)
    return order


def _faults(order: JobOrder) -> list[tuple[str, str]]:
    lanes = ", ".join(Lane)
    return [
        ("quantity", "" if order.quantity >= 1 else gettext_noop("quantity must be at least 1")),
        (
            "quantity",
            "" if order.quantity <= 100_000 else gettext_noop("quantity must be at most 100000"),
        ),
        (
            "priority",
            "" if 0 <= order.priority <= 100 else gettext_noop("priority must be from 0 to 100"),
        ),
        (
            "lane",
            ""
            if order.lane in list(Lane)
            else gettext_noop("lane must be one of: %(lanes)s") % {"lanes": lanes},
        ),
        (
            "parts_per_run",
            ""
            if order.parts_per_run is None or order.parts_per_run >= 1
            else gettext_noop("at least 1"),
        ),
        (
            "nozzle_mm",
            ""
            if order.nozzle_mm is None or 0.05 <= order.nozzle_mm <= 5
            else gettext_noop("nozzle_mm must be from 0.05 to 5"),
        ),
        (
            "name",
            "" if len(order.name) <= 200 else gettext_noop("name must have at most 200 characters"),
        ),
    ]
