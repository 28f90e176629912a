"""A run from its assignment to its end, step by step on a scripted machine."""

import pytest

from apps.accounts.models import AuditEntry
from apps.core.errors import Conflict
from apps.dispatch import control
from apps.dispatch.models import PrintRun
from apps.dispatch.states import Approval, RunState
from apps.jobs.models import Job
from apps.jobs.states import JobState
from apps.printers.models import Occupancy, Printer
from apps.printers.port import Busy, Proof, Rejected, Unauthorised, Unreachable
from apps.printers.states import Bed
from tests.builders import TESTER
from tests.dispatch.rig import Rig, a_ready_job, a_ready_printer, events

S = RunState


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_run_goes_its_whole_way(rig: Rig) -> None:
    run = rig.run()
    machine = rig.machine(run.printer)
    assert run.state == S.ASSIGNED
    assert rig.step(run) == S.TRANSFERRING
    assert rig.step(run) == S.STAGED
    assert run.remote_name in machine.files
    assert rig.step(run) == S.STARTING
    assert machine.starts == [run.remote_name]
    assert rig.step(run) == S.PRINTING
    machine.ends()
    rig.look(run.printer)
    assert rig.step(run) == S.FINISHED
    job = fresh(run.job)
    assert (job.state, job.good, job.in_flight) == (JobState.COMPLETED, 1, 0)
    assert [event["target"] for event in events("RunMoved")] == [
        "assigned",
        "checking",
        "transferring",
        "staged",
        "starting",
        "printing",
        "finished",
    ]
    for name in ("RunStarted", "JobStarted", "RunFinished", "JobCompleted"):
        assert len(events(name)) == 1, name


def test_the_marker_and_the_bed_are_committed_before_the_start_call(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.STAGED)
    seen = []

    def at_the_call() -> None:
        row = PrintRun.objects.get(pk=run.pk)
        bed = Printer.objects.get(pk=run.printer_id).bed
        seen.append((row.state, row.start_sent_at is not None, bed))

    rig.machine(run.printer).before_start = at_the_call
    rig.step(run)
    assert seen == [(S.STARTING, True, Bed.OCCUPIED)]


def test_our_file_leaves_the_machine_when_the_run_has_ended(rig: Rig) -> None:
    run = rig.printing()
    machine = rig.machine(run.printer)
    machine.fails["delete"] = [Busy("Printing.")]
    machine.ends()
    rig.sweep()
    assert run.remote_name in machine.files
    for _ in range(30):
        rig.sweep()
    assert machine.files == {}


def test_a_lost_answer_to_the_start_is_settled_by_evidence(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.STAGED)
    machine = rig.machine(run.printer)
    machine.loses = {"start"}
    rig.step(run)
    machine.loses = set()
    machine.silent = True
    rig.clock.shift(20)
    assert rig.step(run) == S.UNCONFIRMED
    assert len(events("RunDoubtful")) == 1
    machine.silent = False
    assert rig.step(run) == S.PRINTING
    assert len(machine.starts) == 1
    assert len(events("RunStarted")) == 1


def test_a_start_denied_for_a_minute_fails_and_the_demand_waits(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.STAGED)
    machine = rig.machine(run.printer)
    machine.ignores = {"start"}
    rig.step(run)
    for _ in range(5):
        rig.step(run)
        rig.clock.shift(11)
    assert run.state == S.UNCONFIRMED
    rig.clock.shift(10)
    assert rig.step(run) == S.FAILED
    assert (run.cause, run.attribution) == ("start_not_taken", "farm")
    job = fresh(run.job)
    assert (job.state, job.waiting, job.tries_in_row) == (JobState.QUEUED, 1, 0)
    assert len(machine.starts) == 1


def test_two_denials_never_decide(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.STAGED)
    rig.machine(run.printer).ignores = {"start"}
    rig.step(run)
    rig.step(run)
    rig.clock.shift(600)
    assert rig.step(run) == S.UNCONFIRMED


def test_a_run_before_its_start_is_cancelled_at_once(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.STAGED)
    control.cancel_run(run, actor=TESTER)
    assert (run.state, run.ended_by) == (S.CANCELLED, "tester")
    assert rig.machine(run.printer).starts == []
    assert fresh(run.job).waiting == 1
    assert Printer.objects.get(pk=run.printer_id).bed == Bed.CLEAR
    assert AuditEntry.objects.filter(action="run.cancel", actor="tester").exists()


def test_a_print_is_cancelled_on_the_machine_and_waits_again(rig: Rig) -> None:
    run = rig.printing()
    machine = rig.machine(run.printer)
    control.cancel_run(run, actor=TESTER)
    assert run.state == S.CANCELLING
    rig.step(run)
    assert machine.prints[-1][1] is Proof.CANCELLED
    rig.until(run, S.CANCELLED)
    assert run.cause == ""
    assert fresh(run.job).waiting == 1
    assert Printer.objects.get(pk=run.printer_id).bed == Bed.OCCUPIED


def test_a_cancel_without_requeue_gives_the_parts_up(rig: Rig) -> None:
    run = rig.printing(a_ready_job(quantity=3))
    control.cancel_run(run, actor=TESTER, requeue=False)
    rig.until(run, S.CANCELLED)
    job = fresh(run.job)
    assert (job.given_up, job.waiting, job.state) == (1, 2, JobState.QUEUED)


def test_a_cancel_never_reaches_the_print_of_somebody_else(rig: Rig) -> None:
    run = rig.printing()
    machine = rig.machine(run.printer)
    machine.ends()
    machine.prints_something_else()
    control.cancel_run(run, actor=TESTER)
    rig.until(run, S.FINISHED)
    assert "cancel" not in machine.calls


def test_a_cancel_at_the_machine_is_no_failure(rig: Rig) -> None:
    run = rig.printing()
    rig.machine(run.printer).ends(Proof.CANCELLED)
    rig.look(run.printer)
    assert rig.step(run) == S.CANCELLED
    assert (run.cause, run.attribution) == ("cancelled_at_machine", "operator")
    assert fresh(run.job).tries_in_row == 0


def test_a_cancel_before_the_start_was_seen_waits_as_long_as_a_start_may(rig: Rig) -> None:
    """The start call may still stand behind heating: ten quiet seconds prove nothing."""
    run = rig.run()
    rig.until(run, S.STAGED)
    machine = rig.machine(run.printer)
    machine.ignores = {"start"}
    rig.step(run)
    control.cancel_run(run, actor=TESTER)
    for _ in range(6):
        rig.step(run)
        rig.clock.shift(5)
    assert run.state == S.CANCELLING
    machine.prints_something_else(run.remote_name)
    rig.until(run, S.CANCELLED)
    assert machine.prints[-1][1] is Proof.CANCELLED


def test_pause_and_resume_are_asked_for_and_then_seen(rig: Rig) -> None:
    run = rig.printing()
    control.pause_run(run, actor=TESTER)
    assert run.state == S.PAUSING
    rig.step(run)
    rig.look(run.printer)
    run.refresh_from_db()
    assert run.state == S.PAUSED
    control.resume_run(run, actor=TESTER)
    rig.step(run)
    rig.look(run.printer)
    run.refresh_from_db()
    assert run.state == S.PRINTING
    machine = rig.machine(run.printer)
    assert (machine.calls.count("pause"), machine.calls.count("resume")) == (1, 1)


def test_a_pause_that_does_not_come_about_is_taken_back(rig: Rig) -> None:
    run = rig.printing()
    rig.machine(run.printer).ignores = {"pause"}
    control.pause_run(run, actor=TESTER)
    rig.step(run)
    rig.clock.shift(130)
    assert rig.step(run) == S.PRINTING


def test_a_pause_and_a_resume_at_the_machine_are_followed(rig: Rig) -> None:
    run = rig.printing()
    machine = rig.machine(run.printer)
    machine.pause()
    rig.look(run.printer)
    run.refresh_from_db()
    assert run.state == S.PAUSED
    machine.resume()
    rig.look(run.printer)
    run.refresh_from_db()
    assert run.state == S.PRINTING


@pytest.mark.parametrize("command", [control.pause_run, control.resume_run])
def test_only_a_fitting_state_takes_a_command(rig: Rig, command: object) -> None:
    run = rig.run()
    with pytest.raises(Conflict) as refusal:
        command(run, actor=TESTER)  # type: ignore[operator]
    assert refusal.value.code == "RUN_NOT_SO"


@pytest.mark.parametrize("state", [S.ASSIGNED, S.TRANSFERRING, S.STAGED])
def test_before_the_start_a_run_leaves_a_dead_printer_at_once(rig: Rig, state: RunState) -> None:
    run = rig.run()
    rig.until(run, state)
    rig.fall_silent(run.printer)
    run.refresh_from_db()
    assert (run.state, run.cause) == (S.FAILED, "contact_lost")
    job = fresh(run.job)
    assert (job.waiting, job.tries_in_row) == (1, 0)


def test_a_print_out_of_contact_is_lost_and_found_again(rig: Rig) -> None:
    run = rig.printing()
    rig.fall_silent(run.printer)
    run.refresh_from_db()
    assert run.state == S.LOST
    assert fresh(run.job).in_flight == 1
    rig.come_back(run.printer)
    run.refresh_from_db()
    assert run.state == S.PRINTING
    assert len(events("RunStarted")) == 1


def test_a_print_that_ended_out_of_contact_is_counted(rig: Rig) -> None:
    run = rig.printing()
    rig.fall_silent(run.printer)
    rig.machine(run.printer).ends()
    rig.come_back(run.printer)
    rig.until(run, S.FINISHED)
    assert fresh(run.job).good == 1


def test_a_cancel_meant_for_an_unreachable_print_is_done_when_it_comes_back(rig: Rig) -> None:
    run = rig.printing()
    machine = rig.machine(run.printer)
    rig.fall_silent(run.printer)
    run.refresh_from_db()
    control.cancel_run(run, actor=TESTER)
    for _ in range(3):
        rig.sweep(20)
    machine.silent = False
    for _ in range(12):
        rig.sweep(5)
    assert machine.prints[-1][1] is Proof.CANCELLED
    run.refresh_from_db()
    assert run.state == S.CANCELLED


def test_an_unconfirmed_start_found_printing_after_silence_counts_as_started(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.STAGED)
    machine = rig.machine(run.printer)
    machine.loses = {"start"}
    rig.step(run)
    machine.loses = set()
    rig.clock.shift(20)
    rig.fall_silent(run.printer)
    rig.step(run)
    rig.step(run)
    assert run.state == S.LOST
    rig.come_back(run.printer)
    run.refresh_from_db()
    assert run.state == S.PRINTING
    assert run.started_at is not None
    assert (len(events("RunStarted")), len(events("JobStarted"))) == (1, 1)


def test_a_start_never_taken_is_told_so_even_after_silence(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.STAGED)
    machine = rig.machine(run.printer)
    machine.ignores = {"start"}
    rig.step(run)
    rig.clock.shift(20)
    rig.fall_silent(run.printer)
    rig.step(run)
    rig.step(run)
    assert run.state == S.LOST
    rig.come_back(run.printer)
    for _ in range(10):
        rig.step(run)
        rig.clock.shift(10)
    assert (run.state, run.cause) == (S.FAILED, "start_not_taken")
    assert fresh(run.job).tries_in_row == 0


def test_a_print_that_vanished_without_a_trace_failed(rig: Rig) -> None:
    run = rig.printing()
    rig.machine(run.printer).restarts()
    rig.look(run.printer)
    for _ in range(5):
        rig.step(run)
        rig.clock.shift(6)
    assert (run.state, run.cause) == (S.FAILED, "host_restarted")
    assert fresh(run.job).tries_in_row == 1


def test_an_error_of_the_machine_names_the_cause(rig: Rig) -> None:
    run = rig.printing()
    rig.machine(run.printer).ends(Proof.FAILED, "Thermal Runaway, system stopped!")
    rig.look(run.printer)
    assert rig.step(run) == S.FAILED
    assert (run.cause, run.attribution) == ("thermal_runaway", "printer")
    assert events("RunFailed")[0]["cause"] == "thermal_runaway"


def test_the_transfer_is_tried_three_times(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.TRANSFERRING)
    rig.machine(run.printer).fails["upload"] = [Unreachable("Broken pipe.")] * 3
    for _ in range(3):
        assert run.state == S.TRANSFERRING
        rig.step(run)
        rig.clock.shift(130)
    assert (run.state, run.cause) == (S.FAILED, "transfer_failed")
    assert fresh(run.job).tries_in_row == 0


def test_a_transfer_waits_before_it_is_tried_again(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.TRANSFERRING)
    rig.machine(run.printer).fails["upload"] = [Unreachable("Broken pipe.")]
    rig.step(run)
    rig.step(run)
    assert rig.machine(run.printer).calls.count("upload") == 1
    rig.clock.shift(10)
    assert rig.step(run) == S.STAGED


def test_a_large_transfer_leaves_its_run_free_for_the_next_step(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.TRANSFERRING)
    type(run.gcode).objects.filter(pk=run.gcode_id).update(size=5 << 20)
    rig.step(run)
    assert (run.sent_bytes, run.leased_until) == (5 << 20, None)


@pytest.mark.parametrize("refusal", [Rejected("No such file."), Unauthorised("No right.")])
def test_a_file_that_can_not_be_staged_ends_the_run_unstarted(
    rig: Rig, refusal: Rejected | Unauthorised
) -> None:
    run = rig.run()
    rig.until(run, S.STAGED)
    rig.machine(run.printer).fails["stage"] = [refusal]
    assert rig.step(run) == S.FAILED
    assert rig.machine(run.printer).starts == []
    assert Printer.objects.get(pk=run.printer_id).bed == Bed.CLEAR


def test_a_start_waits_for_a_busy_host_but_not_for_ever(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.STAGED)
    rig.machine(run.printer).fails["stage"] = [Busy("Starting up.")] * 9
    rig.step(run)
    assert run.state == S.STAGED
    rig.clock.shift(100)
    assert rig.step(run) == S.REJECTED
    assert fresh(run.job).waiting == 1


def test_a_print_of_somebody_else_keeps_ours_from_starting_and_occupies_the_bed(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.STAGED)
    machine = rig.machine(run.printer)
    machine.prints_something_else()
    assert rig.step(run) == S.REJECTED
    assert machine.starts == []
    printer = Printer.objects.get(pk=run.printer_id)
    assert printer.bed == Bed.OCCUPIED
    assert "somebodys.gcode" in Occupancy.objects.get(printer=printer).reason


def test_the_facts_are_read_again_in_the_start_step(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.STAGED)
    run.printer.slots.update(material=None)
    assert rig.step(run) == S.REJECTED
    assert run.report is not None
    assert not run.report.passed
    assert "PLA" in run.history.last().reason  # type: ignore[union-attr]


def test_the_first_runs_of_a_new_printer_ask_before_they_start(rig: Rig) -> None:
    run = rig.run(printer=a_ready_printer(trial_runs_left=1))
    rig.until(run, S.STAGED)
    assert run.approval == Approval.AWAITED
    assert rig.step(run) == S.STAGED
    control.approve_run(run, actor=TESTER)
    assert run.approved_by == "tester"
    rig.until(run, S.PRINTING)
    rig.machine(run.printer).ends()
    rig.until(run, S.FINISHED)
    assert Printer.objects.get(pk=run.printer_id).trial_runs_left == 0
    with pytest.raises(Conflict):
        control.approve_run(run, actor=TESTER)


def test_a_bed_that_is_not_clear_any_more_stops_the_marker(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check and the marker somebody else's print may have been noticed."""
    run = rig.run()
    rig.until(run, S.STAGED)
    machine = rig.machine(run.printer)

    def stage(path: str) -> None:
        Printer.objects.filter(pk=run.printer_id).update(bed=Bed.DOUBTFUL)

    monkeypatch.setattr(machine, "stage", stage)
    assert rig.step(run) == S.REJECTED
    assert (machine.starts, run.start_sent_at) == ([], None)
