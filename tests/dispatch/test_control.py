"""What people do to whole jobs, to printers and to the farm."""

import pytest

from apps.accounts.models import AuditEntry
from apps.core.errors import Conflict, Refused, Unavailable
from apps.dispatch import control, handlers, job_control, printer_control
from apps.dispatch.models import PrintRun
from apps.dispatch.states import RunState
from apps.events.relay import relay_once
from apps.jobs.models import Job
from apps.jobs.states import JobState
from apps.printers.models import Printer
from apps.printers.states import Service
from tests.builders import TESTER, a_job, a_printer, a_run
from tests.dispatch.rig import Rig, a_ready_job, a_ready_printer, events

pytestmark = pytest.mark.django_db
S = RunState


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def service(printer: Printer) -> str:
    return Printer.objects.get(pk=printer.pk).service


def test_a_cancelled_job_is_cancelled_for_demand_at_once() -> None:
    job = a_job(quantity=5)
    waiting, printing = a_run(job, state=S.STAGED), a_run(job, state=S.PRINTING)
    job_control.cancel_job(job, actor=TESTER)
    assert (job.state, job.given_up, job.in_flight) == (JobState.CANCELLED, 4, 1)
    for run, state in ((waiting, S.CANCELLED), (printing, S.CANCELLING)):
        run.refresh_from_db()
        assert run.state == state
    assert not printing.requeue_wanted
    assert len(events("JobCancelled")) == 1
    with pytest.raises(Conflict) as refusal:
        job_control.cancel_job(job, actor=TESTER)
    assert refusal.value.code == "JOB_ENDED"


def test_a_cancelled_job_gives_its_last_print_up(rig: Rig) -> None:
    run = rig.printing()
    job_control.cancel_job(run.job, actor=TESTER)
    rig.until(run, S.CANCELLED)
    job = fresh(run.job)
    assert (job.state, job.given_up, job.in_flight) == (JobState.CANCELLED, 1, 0)


def test_a_job_is_paused_and_resumed_on_all_its_printers() -> None:
    job = a_job(quantity=3)
    runs = [a_run(job, state=S.PRINTING), a_run(job, state=S.PRINTING), a_run(job, state=S.STAGED)]
    assert job_control.pause_job(job, actor=TESTER) == 2
    states = [PrintRun.objects.get(pk=run.pk).state for run in runs]
    assert states == [S.PAUSING, S.PAUSING, S.STAGED]
    with pytest.raises(Conflict) as refusal:
        job_control.pause_job(job, actor=TESTER)
    assert refusal.value.code == "NOTHING_PRINTS"
    with pytest.raises(Conflict) as refusal:
        job_control.resume_job(job, actor=TESTER)
    assert refusal.value.code == "NOTHING_PAUSED"


def test_a_reprint_is_a_new_job_for_the_same() -> None:
    job = a_job(
        quantity=4, good=4, state=JobState.COMPLETED, priority=70, tags=["big"], pinned_printer_id=3
    )
    again = job_control.reprint_job(job, actor=TESTER, quantity=2)
    assert again.pk != job.pk
    assert (again.reprint_of, again.gcode, again.quantity) == (job, job.gcode, 2)
    assert (again.priority, again.tags, again.pinned_printer_id) == (70, ["big"], 3)
    assert (again.state, fresh(job).state) == (JobState.QUEUED, JobState.COMPLETED)


@pytest.mark.parametrize("state", [S.FINISHED, S.FAILED, S.CANCELLED, S.REJECTED])
def test_a_run_that_has_ended_is_not_cancelled(state: RunState) -> None:
    with pytest.raises(Conflict) as refusal:
        control.cancel_run(a_run(state=state), actor=TESTER)
    assert refusal.value.code == "RUN_ENDED"


def test_an_unknown_outcome_names_the_known_ones() -> None:
    with pytest.raises(Refused) as refusal:
        control.settle_run(a_run(state=S.LOST), "perhaps", actor=TESTER)
    assert "not_started" in refusal.value.errors["outcome"][0]


@pytest.mark.parametrize("state", [S.PRINTING, S.CANCELLING, S.STAGED])
def test_only_a_lost_or_unconfirmed_run_is_written_off(state: RunState) -> None:
    run = a_run(state=state)
    with pytest.raises(Conflict):
        control.write_off_run(run, actor=TESTER)
    assert fresh(run.job).in_flight == 1


def test_a_printer_without_a_run_takes_no_command() -> None:
    printer = a_printer()
    for command in (
        printer_control.pause_printer,
        printer_control.resume_printer,
        printer_control.cancel_printer,
    ):
        with pytest.raises(Conflict) as refusal:
            command(printer, actor=TESTER)
        assert refusal.value.code == "NO_RUN"


def test_commands_at_a_printer_reach_its_run() -> None:
    run = a_run(state=S.PRINTING)
    printer_control.pause_printer(run.printer, actor=TESTER)
    run.refresh_from_db()
    assert run.state == S.PAUSING
    printer_control.cancel_printer(run.printer, actor=TESTER, requeue=False)
    run.refresh_from_db()
    assert (run.state, run.requeue_wanted) == (S.CANCELLING, False)


def test_an_emergency_stop_acts_at_once_and_holds_the_printer(rig: Rig) -> None:
    run = rig.printing()
    printer_control.emergency_stop(run.printer, actor=TESTER)
    run.refresh_from_db()
    assert rig.machine(run.printer).calls[-1] == "stop"
    assert (run.state, run.cause) == (S.FAILED, "emergency_stop")
    assert service(run.printer) == Service.HELD
    assert fresh(run.job).tries_in_row == 0


def test_an_emergency_stop_nobody_heard_says_to_cut_the_power(rig: Rig) -> None:
    run = rig.printing()
    rig.machine(run.printer).silent = True
    with pytest.raises(Unavailable) as refusal:
        printer_control.emergency_stop(run.printer, actor=TESTER)
    assert refusal.value.code == "STOP_NOT_HEARD"
    assert "power" in refusal.value.message
    assert AuditEntry.objects.filter(action="printer.emergency_stop").exists()
    run.refresh_from_db()
    assert run.state == S.PRINTING


@pytest.mark.parametrize("when", ["now", "after_run"])
def test_a_printer_without_a_print_goes_into_maintenance_at_once(when: str) -> None:
    idle, assigned = a_printer(), a_run(state=S.ASSIGNED)
    printer_control.set_maintenance(idle, when, actor=TESTER)
    assert service(idle) == Service.MAINTENANCE
    printer_control.set_maintenance(assigned.printer, when, actor=TESTER)
    assigned.refresh_from_db()
    assert assigned.state == S.CANCELLED
    assert service(assigned.printer) == Service.MAINTENANCE


def test_maintenance_after_the_run_drains_the_printer(rig: Rig) -> None:
    run = rig.printing()
    printer_control.set_maintenance(run.printer, "after_run", actor=TESTER)
    assert service(run.printer) == Service.DRAINING
    run.refresh_from_db()
    assert run.state == S.PRINTING
    rig.machine(run.printer).ends()
    rig.until(run, S.FINISHED)
    relay_once()
    assert service(run.printer) == Service.MAINTENANCE
    handlers.finish_draining(1, {"printer": run.printer_id})
    assert service(run.printer) == Service.MAINTENANCE


def test_maintenance_now_cancels_the_print_and_its_part_waits(rig: Rig) -> None:
    run = rig.printing()
    printer_control.set_maintenance(run.printer, "now", actor=TESTER)
    assert service(run.printer) == Service.MAINTENANCE
    rig.until(run, S.CANCELLED)
    assert fresh(run.job).waiting == 1


def test_a_whole_farm_works_its_queue_off(rig: Rig) -> None:
    printers = [a_ready_printer() for _ in range(3)]
    jobs = [a_ready_job(quantity=2), a_ready_job(quantity=3, parts_per_run=2)]
    for _ in range(60):
        if all(fresh(job).state == JobState.COMPLETED for job in jobs):
            break
        rig.sweep()
        for printer in printers:
            if rig.machine(printer).activity == "printing":
                rig.machine(printer).ends()
            printer.refresh_from_db()
            if printer.bed == "occupied" and printer.activity != "printing":
                rig.clear(printer)
    assert [fresh(job).state for job in jobs] == [JobState.COMPLETED] * 2
    assert [fresh(job).good for job in jobs] == [2, 3]
    assert PrintRun.objects.filter(state=S.FINISHED).count() == 4
