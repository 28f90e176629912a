"""Asks several printers at once who they are."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections, connection

from apps.core.errors import FarmError
from apps.printers.models import Printer
from apps.printers.probing import Probe, probe

AT_ONCE = 16


def probe_all(printers: Sequence[Printer]) -> list[tuple[Printer, Probe]]:
    """Each printer with what its host said; one that is silent costs the others no time."""
    if len(printers) < 2 or connection.in_atomic_block:
        return [(printer, _probe(printer)) for printer in printers]
    with ThreadPoolExecutor(min(len(printers), AT_ONCE)) as pool:
        return list(zip(printers, pool.map(_own_connection(_probe), printers), strict=True))


def _probe(printer: Printer) -> Probe:
    try:
        return probe(printer)
    except FarmError as error:
        return Probe(ok=False, findings=(error.message,))


def _own_connection(ask: Callable[[Printer], Probe]) -> Callable[[Printer], Probe]:
    """A thread's database connection ends with its work."""

    def asking(printer: Printer) -> Probe:
        try:
            return ask(printer)
        finally:
            close_old_connections()
            connection.close()

    return asking
