"""Pause, resume, cancel, reprint and what is done at a printer, from a shell."""

import json

import pytest
from django.core.management import CommandError

from apps.accounts.models import AuditEntry
from apps.dispatch.states import RunState
from apps.jobs.models import Job
from apps.jobs.states import JobState
from apps.printers.states import Bed, Service
from tests.builders import a_job, a_printer, a_run
from tests.operations.conftest import Run

MOVES = [
    ("pause", RunState.PRINTING, RunState.PAUSING),
    ("resume", RunState.PAUSED, RunState.RESUMING),
    ("cancel", RunState.PRINTING, RunState.CANCELLING),
]


@pytest.mark.parametrize(("command", "before", "after"), MOVES)
@pytest.mark.parametrize("subject", ["job", "run", "printer"])
def test_a_job_a_run_or_a_printer_is_moved(
    run: Run, command: str, before: RunState, after: RunState, subject: str
) -> None:
    print_run = a_run(state=before)
    arguments = {
        "job": [str(print_run.job_id)],
        "run": ["--run", str(print_run.pk)],
        "printer": ["--printer", print_run.printer.name],
    }
    assert "is being" in run(command, *arguments[subject])
    print_run.refresh_from_db()
    assert print_run.state == after
    assert AuditEntry.objects.filter(via="command").exists()


@pytest.mark.parametrize("arguments", [[], ["1", "--run", "2"], ["--run", "1", "--printer", "x"]])
def test_one_subject_has_to_be_named(run: Run, arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="name one job"):
        run("pause", *arguments)


@pytest.mark.parametrize("arguments", [["99"], ["--run", "99"], ["--printer", "nobody"]])
def test_what_is_not_there_is_named(run: Run, arguments: list[str]) -> None:
    with pytest.raises(CommandError, match=r"there is no (job|run|printer) '?(99|nobody)"):
        run("cancel", *arguments)


def test_a_job_that_is_over_can_not_be_cancelled(run: Run) -> None:
    job = a_job(state=JobState.COMPLETED, good=1)
    with pytest.raises(CommandError, match="is over"):
        run("cancel", str(job.pk))


def test_parts_of_a_cancelled_run_can_be_given_up(run: Run) -> None:
    print_run = a_run(state=RunState.PRINTING)
    run("cancel", "--run", str(print_run.pk), "--no-requeue")
    print_run.refresh_from_db()
    assert print_run.requeue_wanted is False


def test_a_reprint_is_a_new_job(run: Run) -> None:
    job = a_job(state=JobState.COMPLETED, good=1)
    answer = json.loads(run("reprint", str(job.pk), "--quantity", "4", "--json"))
    new = Job.objects.get(reprint_of=job)
    assert (answer["id"], answer["reprint_of"], new.quantity) == (new.pk, job.pk, 4)


def test_a_bed_is_cleared(run: Run) -> None:
    printer = a_printer(bed=Bed.OCCUPIED)
    run("clear_bed", printer.name)
    printer.refresh_from_db()
    assert printer.bed == Bed.CLEAR


def test_another_occupancy_is_not_ended(run: Run) -> None:
    printer = a_printer(bed=Bed.OCCUPIED)
    with pytest.raises(CommandError, match="look again"):
        run("clear_bed", printer.name, "--occupancy", "999999")
    printer.refresh_from_db()
    assert printer.bed == Bed.OCCUPIED


@pytest.mark.parametrize(
    ("when", "service", "state"),
    [
        ("now", Service.MAINTENANCE, RunState.CANCELLING),
        ("after_run", Service.DRAINING, RunState.PRINTING),
    ],
)
def test_maintenance_now_or_after_the_run(
    run: Run, when: str, service: Service, state: RunState
) -> None:
    print_run = a_run(state=RunState.PRINTING)
    run("maintenance", print_run.printer.name, "--when", when, "--reason", "belt")
    print_run.refresh_from_db()
    print_run.printer.refresh_from_db()
    assert print_run.state == state
    assert (print_run.printer.service, print_run.printer.service_reason) == (service, "belt")


def test_a_printer_is_returned_to_service(run: Run) -> None:
    printer = a_printer(service=Service.MAINTENANCE)
    assert "In service" in run("maintenance", printer.name, "--when", "over")
    printer.refresh_from_db()
    assert printer.service == Service.IN_SERVICE


def test_an_emergency_stop_that_is_not_heard_says_so(run: Run) -> None:
    printer = a_printer(url="http://127.0.0.1:9")
    with pytest.raises(CommandError, match="was not reached"):
        run("emergency_stop", printer.name)
    assert AuditEntry.objects.filter(action="printer.emergency_stop").exists()
