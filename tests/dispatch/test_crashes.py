"""A process that dies at any point reaches the same end as one that does not, with one start call."""

from collections import Counter

import pytest

from apps.dispatch import lease
from apps.dispatch.models import PrintRun
from apps.dispatch.states import RunState
from apps.jobs.models import Job
from apps.jobs.states import JobState
from apps.printers.models import Printer
from apps.printers.port import Activity
from apps.printers.states import Bed
from tests.dispatch.rig import Rig, a_ready_job, a_ready_printer
from tests.machine import Crash

CALLS = 12
"""Wire calls of a whole run, from the upload to the deletion, looks included."""


def live(rig: Rig, printer: Printer) -> None:
    """The farm works on, is killed where it crashes, comes up again; somebody clears the bed."""
    machine = rig.machine(printer)
    printed = 0
    for _ in range(300):
        try:
            rig.sweep()
        except Crash:
            machine.crash_at = 0
            lease.release_all()
        if machine.activity is Activity.PRINTING:
            printed += 1
            if printed % 2 == 0:
                machine.ends()
        printer.refresh_from_db()
        if printer.bed != Bed.CLEAR and printer.activity in {"idle", "finished"}:
            rig.clear(printer)
        if Job.objects.get().state == JobState.COMPLETED:
            return


@pytest.mark.parametrize("crash_at", range(CALLS + 1))
def test_a_crash_after_any_call_changes_nothing(rig: Rig, crash_at: int) -> None:
    printer, job = a_ready_printer(), a_ready_job(quantity=2)
    machine = rig.machine(printer)
    machine.crash_at = crash_at
    live(rig, printer)
    job.refresh_from_db()
    assert (job.state, job.good, job.in_flight, job.given_up) == (JobState.COMPLETED, 2, 0, 0)
    assert set(Counter(machine.starts).values()) == {1}
    assert [run.state for run in PrintRun.objects.all()] == [RunState.FINISHED] * 2


def test_a_crash_between_the_marker_and_the_call_never_sends_twice(rig: Rig) -> None:
    printer, job = a_ready_printer(), a_ready_job()
    machine = rig.machine(printer)
    calls = []

    def die() -> None:
        calls.append("reached")
        if len(calls) == 1:
            raise Crash

    machine.before_start = die
    live(rig, printer)
    job.refresh_from_db()
    assert (job.state, job.good) == (JobState.COMPLETED, 1)
    first, second = PrintRun.objects.order_by("id")
    assert (first.state, first.cause) == (RunState.FAILED, "start_not_taken")
    assert second.state == RunState.FINISHED
    assert machine.starts == [second.remote_name]
