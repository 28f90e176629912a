"""One sans-I/O translator for each protocol the farm speaks."""

from apps.printers.connectors.moonraker import Moonraker
from apps.printers.connectors.octoprint import OctoPrint
from apps.printers.connectors.prusalink import PrusaLink
from apps.printers.port import Connector, Kind

CONNECTORS: dict[Kind, type[Connector]] = {
    Kind.OCTOPRINT: OctoPrint,
    Kind.MOONRAKER: Moonraker,
    Kind.PRUSALINK: PrusaLink,
}

__all__ = ["CONNECTORS"]
