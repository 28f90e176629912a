"""Tables of machines: profiles, printers, what is loaded, what lies on the bed, what was seen."""

from apps.printers.models.bed import Calibration, Occupancy
from apps.printers.models.observation import Observation, PrinterHistory
from apps.printers.models.printer import Printer, PrinterGroup, Slot
from apps.printers.models.profile import PrinterProfile

__all__ = [
    "Calibration",
    "Observation",
    "Occupancy",
    "Printer",
    "PrinterGroup",
    "PrinterHistory",
    "PrinterProfile",
    "Slot",
]
