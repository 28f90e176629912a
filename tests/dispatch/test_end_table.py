"""What the end of a run does to its job, its bed and its printer, row by row."""

import pytest

from apps.core.errors import Conflict
from apps.dispatch import control
from apps.dispatch.causes import ATTRIBUTIONS, Attribution, Cause
from apps.dispatch.models import PrintRun
from apps.dispatch.outcome import end
from apps.dispatch.states import RunState
from apps.jobs.models import Job
from apps.jobs.states import JobState
from apps.printers.models import Printer
from apps.printers.states import Bed
from tests.builders import TESTER, a_job, a_printer, a_run
from tests.dispatch.rig import Rig, events

pytestmark = pytest.mark.django_db
S = RunState
TRY = frozenset({Attribution.PRINTER, Attribution.MATERIAL, Attribution.FILE, Attribution.UNKNOWN})


def ended(run: PrintRun, target: RunState, cause: Cause | None = None) -> Job:
    end(run, target, cause=cause, error="as the machine said")
    return Job.objects.get(pk=run.job_id)


def started(quantity: int = 2, **fields: object) -> PrintRun:
    return a_run(a_job(quantity=quantity), state=S.PRINTING, **fields)  # type: ignore[arg-type]


def test_a_finished_run_is_good() -> None:
    job = ended(started(), S.FINISHED)
    assert (job.good, job.waiting, job.in_flight) == (1, 1, 0)


def test_a_rejected_run_waits_and_is_no_try() -> None:
    job = ended(a_run(a_job(), state=S.CHECKING), S.REJECTED)
    assert (job.waiting, job.tries_in_row, job.state) == (1, 0, JobState.QUEUED)


@pytest.mark.parametrize("cause", list(Cause))
def test_a_failure_waits_and_counts_by_whose_it_is(cause: Cause) -> None:
    run = started()
    job = ended(run, S.FAILED, cause)
    assert (job.waiting, job.in_flight) == (2, 0)
    assert job.tries_in_row == (1 if ATTRIBUTIONS[cause] in TRY else 0)
    assert (run.cause, run.attribution) == (cause, ATTRIBUTIONS[cause])


def test_a_run_cancelled_alone_waits() -> None:
    job = ended(started(), S.CANCELLED)
    assert (job.waiting, job.given_up, job.tries_in_row) == (2, 0, 0)


def test_a_run_cancelled_without_requeue_is_given_up() -> None:
    job = ended(started(requeue_wanted=False), S.CANCELLED)
    assert (job.waiting, job.given_up) == (1, 1)


@pytest.mark.parametrize("target", [S.CANCELLED, S.FAILED])
def test_a_run_of_a_cancelled_job_is_given_up(target: RunState) -> None:
    run = started()
    Job.objects.filter(pk=run.job_id).update(state=JobState.CANCELLED, given_up=1)
    job = ended(run, target, Cause.CONTACT_LOST if target is S.FAILED else None)
    assert (job.given_up, job.in_flight, job.state) == (2, 0, JobState.CANCELLED)


def test_a_part_that_is_finished_after_its_job_was_cancelled_is_still_good() -> None:
    run = started()
    Job.objects.filter(pk=run.job_id).update(state=JobState.CANCELLED, given_up=1)
    job = ended(run, S.FINISHED)
    assert (job.good, job.state) == (1, JobState.CANCELLED)


def test_three_tries_without_a_good_part_hold_the_job() -> None:
    job = a_job(quantity=5)
    for number in (1, 2, 3):
        assert job.state != JobState.HELD
        job = ended(a_run(job, state=S.PRINTING), S.FAILED, Cause.CRASH_DETECTED)
        assert job.tries_in_row == number
    assert (job.state, job.held_code) == (JobState.HELD, "NO_GOOD_PART")
    assert events("JobHeld")[0]["code"] == "NO_GOOD_PART"


def test_a_good_part_ends_the_row_of_tries() -> None:
    job = a_job(quantity=5, tries_in_row=2)
    job = ended(a_run(job, state=S.PRINTING), S.FINISHED)
    assert job.tries_in_row == 0


def test_a_written_off_print_that_finished_is_credited_while_demand_waits() -> None:
    run = a_run(a_job(quantity=2), state=S.LOST)
    control.write_off_run(run, actor=TESTER)
    job = Job.objects.get(pk=run.job_id)
    assert (job.waiting, job.in_flight) == (2, 0)
    job = ended(run, S.FINISHED)
    assert (job.good, job.waiting, run.surplus) == (1, 1, True)


def test_a_written_off_print_nobody_waits_for_is_surplus() -> None:
    run = a_run(a_job(quantity=1), state=S.LOST)
    control.write_off_run(run, actor=TESTER)
    job = Job.objects.get(pk=run.job_id)
    ended(a_run(job, state=S.PRINTING), S.FINISHED)
    job = ended(run, S.FINISHED)
    assert (job.good, job.state, run.surplus) == (1, JobState.COMPLETED, True)
    assert events("RunFinished")[-1]["surplus"] is True


@pytest.mark.parametrize("target", [S.FAILED, S.CANCELLED])
def test_a_written_off_print_that_gave_nothing_changes_no_demand(target: RunState) -> None:
    run = a_run(a_job(), state=S.LOST)
    control.write_off_run(run, actor=TESTER)
    job = ended(run, target, Cause.HOST_RESTARTED if target is S.FAILED else None)
    assert (job.waiting, job.tries_in_row, job.state) == (1, 0, JobState.QUEUED)


def test_the_second_end_changes_nothing() -> None:
    run = started()
    other = PrintRun.objects.get(pk=run.pk)
    ended(run, S.FINISHED)
    with pytest.raises(Conflict):
        end(other, S.FAILED, cause=Cause.CRASH_DETECTED)
    job = Job.objects.get(pk=run.job_id)
    assert (job.good, job.waiting, job.tries_in_row) == (1, 1, 0)


@pytest.mark.parametrize(
    ("outcome", "state", "cause"),
    [
        ("printing", S.PRINTING, ""),
        ("finished", S.FINISHED, ""),
        ("failed", S.FAILED, "unknown"),
        ("not_started", S.FAILED, "start_not_taken"),
    ],
)
def test_an_operator_settles_a_doubt(outcome: str, state: RunState, cause: str) -> None:
    run = a_run(state=S.UNCONFIRMED)
    control.settle_run(run, outcome, actor=TESTER)
    assert (run.state, run.cause) == (state, cause)


def test_only_a_doubt_is_settled() -> None:
    with pytest.raises(Conflict) as refusal:
        control.settle_run(a_run(state=S.PRINTING), "finished", actor=TESTER)
    assert refusal.value.code == "RUN_NOT_SO"


@pytest.mark.parametrize("target", [S.FINISHED, S.FAILED, S.CANCELLED])
def test_every_end_of_a_print_leaves_the_bed_occupied(rig: Rig, target: RunState) -> None:
    """Even where somebody said "clear" before the machine was seen printing."""
    run = rig.run()
    rig.until(run, S.STARTING)
    rig.clear(run.printer)
    rig.until(run, S.PRINTING)
    ended(run, target, Cause.CRASH_DETECTED if target is S.FAILED else None)
    assert Printer.objects.get(pk=run.printer_id).bed == Bed.OCCUPIED


def test_a_start_that_was_not_taken_leaves_a_cleared_bed_clear(rig: Rig) -> None:
    run = rig.run()
    rig.machine(run.printer).ignores = {"start"}
    rig.until(run, S.STARTING)
    rig.clear(run.printer)
    ended(run, S.FAILED, Cause.START_NOT_TAKEN)
    assert Printer.objects.get(pk=run.printer_id).bed == Bed.CLEAR


def test_hours_and_trial_runs_follow_from_good_prints(rig: Rig) -> None:
    run = rig.printing()
    Printer.objects.filter(pk=run.printer_id).update(trial_runs_left=2)
    rig.clock.shift(3600)
    ended(run, S.FINISHED)
    printer = Printer.objects.get(pk=run.printer_id)
    assert printer.trial_runs_left == 1
    assert printer.printed_s == pytest.approx(3600, abs=30)


def test_a_run_that_never_printed_adds_no_hours() -> None:
    run = a_run(printer=a_printer(trial_runs_left=2), state=S.STAGED)
    ended(run, S.FAILED, Cause.TRANSFER_FAILED)
    printer = Printer.objects.get(pk=run.printer_id)
    assert (printer.printed_s, printer.trial_runs_left) == (0, 2)
