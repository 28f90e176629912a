"""Right by level: finds the runs whose step is due, even if every event and task was lost."""

from django.db.models import Q

from apps.core import clock
from apps.dispatch.models import PrintRun
from apps.dispatch.soon import clean_soon, step_soon, transfer_soon
from apps.dispatch.states import HOLDS_ITS_PRINTER, RunState

SETTLED = frozenset({RunState.PRINTING, RunState.PAUSED, RunState.WRITTEN_OFF})
"""Without a time for the next step these wait for looks; all others are due at once."""


def due_runs() -> list[tuple[int, str]]:
    """Id and state of the runs that should do a step now and that nobody works on."""
    now = clock.now()
    rows = (
        PrintRun.objects.filter(state__in=HOLDS_ITS_PRINTER)
        .filter(Q(leased_until=None) | Q(leased_until__lt=now))
        .filter(Q(next_step_at__lte=now) | (Q(next_step_at=None) & ~Q(state__in=sorted(SETTLED))))
    )
    return list(rows.order_by("pk").values_list("pk", "state"))


def sweep() -> int:
    """Send every due run to its queue; returns how many."""
    found = due_runs()
    for run_id, state in found:
        soon = transfer_soon if state == RunState.TRANSFERRING else step_soon
        soon(run_id)
    for run_id in leftovers():
        clean_soon(run_id)
    return len(found)


def leftovers() -> list[int]:
    """Ended runs whose file may still lie on its host."""
    due = PrintRun.objects.filter(cleanup_due_at__lte=clock.now())
    return list(due.order_by("cleanup_due_at").values_list("pk", flat=True)[:50])
