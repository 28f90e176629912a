"""One worker at a time for the steps of one run."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Q

from apps.core import clock
from apps.dispatch.models import PrintRun


@contextmanager
def leased(run_id: int, seconds: float) -> Iterator[PrintRun | None]:
    """Yield the run to one worker for at most `seconds`, None to everybody else."""
    now = clock.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    until = clock.after(seconds)
    if not PrintRun.objects.filter(free, pk=run_id).update(leased_until=until):
        yield None
        return
    run = PrintRun.objects.select_related("job", "printer__profile", "gcode").get(pk=run_id)
    try:
        yield run
    finally:
        # Long work prolongs its own lease on this object.
        mine = {until, run.leased_until} - {None}
        PrintRun.objects.filter(pk=run_id, leased_until__in=mine).update(leased_until=None)


def release_all() -> int:
    """Forget every lease: for the start of the one process of the embedded farm."""
    return PrintRun.objects.exclude(leased_until=None).update(leased_until=None)
