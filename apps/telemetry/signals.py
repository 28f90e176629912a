"""What telemetry tells whoever stands above it."""

from dataclasses import dataclass

from django.dispatch import Signal

from apps.printers.port import Activity, Snapshot
from apps.printers.states import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One look at one printer, stored; `snapshot` is None where nobody answered."""

    printer_id: int
    snapshot: Snapshot | None
    link: Link
    before: Activity | None = None


observed = Signal()
"""Sent after the looks are stored, with `looks: list[Seen]` and `printer_ids: list[int]`."""
