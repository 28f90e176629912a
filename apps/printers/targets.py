"""Where a printer is reached, as the gateway needs it."""

from apps.printers.gateway import Machine
from apps.printers.models import Printer
from apps.printers.port import Kind
from apps.printers.wire import Target


def target_of(printer: Printer) -> Target:
    """Kind, address and key of one printer."""
    return Target(kind=Kind(printer.kind), url=printer.url, api_key=printer.api_key)


def machine_of(printer: Printer) -> Machine:
    """A conversation partner for one printer; blocking."""
    return Machine(target_of(printer))
