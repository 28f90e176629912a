"""Claims: of two for one printer or one part, one wins; the answer to "why not" is the same."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.core.errors import Conflict
from apps.core.locks import only_one
from apps.dispatch import dispatcher, printer_control
from apps.dispatch.assignment import Pair
from apps.dispatch.models import PrintRun
from apps.dispatch.selectors import open_runs, run_with_id, why_not
from apps.dispatch.states import HOLDS_ITS_PRINTER, Approval, RunState
from apps.jobs.models import Job
from apps.jobs.states import JobState
from apps.printers.models import Printer
from apps.printers.states import Bed, Link, Service
from tests.builders import TESTER, a_job, a_printer, a_run
from tests.dispatch.rig import a_ready_job, a_ready_printer, events

pytestmark = pytest.mark.django_db


def pair(job: Job, printer: Printer) -> Pair:
    return Pair(job.pk, printer.pk, {"age": -0.5})


def test_a_claim_makes_a_run_and_takes_its_parts() -> None:
    job, printer = a_ready_job(quantity=3, parts_per_run=2), a_ready_printer()
    run = dispatcher.claim(pair(job, printer))
    job.refresh_from_db()
    assert (run.state, run.parts, run.number, run.cost) == (
        RunState.ASSIGNED,
        2,
        1,
        {"age": -0.5},
    )
    assert (job.state, job.in_flight, job.waiting) == (JobState.ACTIVE, 2, 1)
    assert run.approval == Approval.NOT_REQUIRED
    assert events("RunMoved")[0]["target"] == "assigned"


def test_of_two_claims_of_one_printer_one_wins() -> None:
    one, other, printer = a_ready_job(), a_ready_job(), a_ready_printer()
    dispatcher.claim(pair(one, printer))
    with pytest.raises(Conflict) as refusal:
        dispatcher.claim(pair(other, printer))
    assert refusal.value.code == "PRINTER_NOT_FREE"
    other.refresh_from_db()
    assert (other.in_flight, other.state) == (0, JobState.QUEUED)


def test_of_two_claims_of_the_last_part_one_wins() -> None:
    job = a_ready_job()
    dispatcher.claim(pair(job, a_ready_printer()))
    with pytest.raises(Conflict):
        dispatcher.claim(pair(job, a_ready_printer()))
    assert PrintRun.objects.count() == 1


@pytest.mark.parametrize("state", sorted(HOLDS_ITS_PRINTER))
def test_the_database_itself_keeps_one_holding_run_per_printer(state: RunState) -> None:
    printer = a_printer()
    a_run(printer=printer, state=state)
    job = a_job()
    with pytest.raises(IntegrityError), transaction.atomic():
        a_run(job, printer, state=RunState.ASSIGNED)


def test_ended_runs_hold_nothing() -> None:
    printer = a_printer()
    for state in set(RunState) - HOLDS_ITS_PRINTER:
        a_run(printer=printer, state=state)
    assert not open_runs().exists()
    a_run(printer=printer)


@pytest.mark.parametrize(
    "fields",
    [
        {"bed": Bed.DOUBTFUL},
        {"link": Link.LATE},
        {"service": Service.HELD},
    ],
)
def test_a_printer_that_changed_since_the_snapshot_is_not_claimed(
    fields: dict[str, Any],
) -> None:
    job, printer = a_ready_job(), a_ready_printer(**fields)
    with pytest.raises(Conflict):
        dispatcher.claim(pair(job, printer))
    job.refresh_from_db()
    assert job.in_flight == 0


def test_a_dispatch_claims_what_it_proposed() -> None:
    job, printer = a_ready_job(), a_ready_printer()
    proposed = dispatcher.propose()
    assert [(one.job, one.printer) for one in proposed] == [(job.pk, printer.pk)]
    assert dispatcher.dispatch_once() == 1
    assert dispatcher.dispatch_once() == 0
    assert dispatcher.propose() == ()


def test_a_pair_that_is_no_longer_so_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    job, gone = a_ready_job(quantity=2), a_ready_printer(bed=Bed.OCCUPIED)
    good = a_ready_printer()
    stale = (pair(job, gone), pair(job, good))
    monkeypatch.setattr(dispatcher, "propose", lambda: stale)
    assert dispatcher.dispatch_once() == 1
    assert PrintRun.objects.get().printer == good


def test_one_dispatcher_works_at_a_time() -> None:
    a_ready_job()
    a_ready_printer()
    answers = []

    def elsewhere() -> None:
        with only_one("dispatch") as mine:
            answers.append(mine)

    with only_one("dispatch"):
        assert dispatcher.dispatch_once() == 0
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
    assert answers == [False]
    assert dispatcher.dispatch_once() == 1


def test_a_stopped_farm_starts_nothing_and_says_so() -> None:
    job = a_ready_job()
    a_ready_printer()
    printer_control.stop_dispatch(actor=TESTER, reason="fire drill")
    assert dispatcher.dispatch_once() == 0
    reasons = why_not(job)[0].reasons
    assert [reason.code for reason in reasons] == ["DISPATCH_STOPPED"]
    assert "tester" in reasons[0].message
    assert printer_control.resume_dispatch(actor=TESTER).dispatching
    assert dispatcher.dispatch_once() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"state": JobState.HELD, "held_code": "HOLD_ASKED", "held_reason": "?"}, "HOLD_ASKED"),
        ({"state": JobState.RECEIVED}, "FILE_NOT_READ_YET"),
        ({"state": JobState.CANCELLED}, "JOB_ENDED"),
        ({"state": JobState.ACTIVE, "in_flight": 1}, "NOTHING_WAITS"),
        ({"materials": ("PETG",)}, "MATERIAL_IS_LOADED"),
    ],
)
def test_every_job_that_does_not_run_has_a_reason(fields: dict[str, Any], code: str) -> None:
    a_ready_printer()
    job = a_ready_job(**fields)
    answer = why_not(job)[0]
    assert not answer.can_take
    assert code in {reason.code for reason in answer.reasons}
    assert all(reason.message for reason in answer.reasons)
    assert dispatcher.dispatch_once() == 0


def test_why_not_tells_the_printer_that_could_first() -> None:
    a_ready_printer("busy", bed=Bed.OCCUPIED)
    working = a_ready_printer("working")
    a_run(printer=working, job=a_job("other"))
    a_ready_printer("free")
    a_printer("gone", service=Service.RETIRED)
    answers = why_not(a_ready_job())
    assert answers[0].printer_name == "free"
    assert answers[0].can_take
    assert {answer.printer_name for answer in answers} == {"free", "busy", "working"}
    reasons = next(answer.reasons for answer in answers if answer.printer_name == "working")
    assert "other" in reasons[0].message


def test_a_remote_name_is_never_used_twice_and_safe_on_every_host() -> None:
    names = {dispatcher.remote_name(123456, ".gcode") for _ in range(50)}
    assert len(names) == 50
    for name in names:
        stem, suffix = name.rsplit(".", 1)
        assert len(stem) <= 40
        assert stem.replace("-", "").isalnum()
        assert suffix == "gcode"


def test_a_run_is_found_by_number() -> None:
    run = a_run()
    assert run_with_id(run.pk) == run
    with pytest.raises(Exception, match="4711"):
        run_with_id(4711)
