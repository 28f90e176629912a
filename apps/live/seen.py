"""What is known of one printer at one moment, as plain values."""

from dataclasses import dataclass

from apps.dispatch.states import Approval, FirstLayer
from apps.printers.port import Activity
from apps.printers.states import Bed, Link, Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of one printer at this moment; °C, progress 0–1, None is not told."""

    link: str = Link.ONLINE
    activity: str = Activity.IDLE
    bed: str = Bed.CLEAR
    service: str = Service.IN_SERVICE
    service_reason: str = ""
    run_state: str = ""
    approval: str = Approval.NOT_REQUIRED
    first_layer: str = FirstLayer.NOT_REQUIRED
    loaded: bool = True
    filament_present: bool | None = None
    nozzle_c: float | None = None
    nozzle_target_c: float | None = None
    progress: float | None = None
    error: str = ""
