"""Our file leaves the machine when its run has ended: leftovers get replayed after power cycles."""

from apps.core import clock
from apps.dispatch.lease import leased
from apps.dispatch.models import PrintRun
from apps.dispatch.states import HOLDS_ITS_PRINTER
from apps.printers.port import MachineError
from apps.printers.targets import machine_of

TRIES = 20
BACKOFF_S = 15.0
BACKOFF_LIMIT_S = 3600.0


def clean_up(run_id: int) -> None:
    """Delete the remote file of an ended run; tries again later while the host is away or busy."""
    with leased(run_id, 60) as run:
        if run is None or run.cleanup_due_at is None or run.state in HOLDS_ITS_PRINTER:
            return
        try:
            machine_of(run.printer).delete(run.remote_path or run.remote_name)
        except MachineError:
            _later(run)
        else:
            PrintRun.objects.filter(pk=run.pk).update(cleanup_due_at=None)


def _later(run: PrintRun) -> None:
    tries = run.cleanup_tries + 1
    wait_s = min(BACKOFF_LIMIT_S, BACKOFF_S * 2 ** min(tries, 8))
    PrintRun.objects.filter(pk=run.pk).update(
        cleanup_tries=tries, cleanup_due_at=clock.after(wait_s) if tries < TRIES else None
    )
