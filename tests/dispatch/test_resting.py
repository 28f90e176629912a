"""A job that could not be brought to a printer leaves that printer alone for a growing while."""

from datetime import timedelta

import pytest
import time_machine

from apps.core import clock
from apps.dispatch.causes import Attribution, Cause
from apps.dispatch.dispatcher import propose
from apps.dispatch.resting import LONGEST_WAIT_S, wait_s
from apps.dispatch.selectors import why_not
from apps.dispatch.states import RunState
from apps.jobs.models import Job
from apps.printers.models import Printer
from tests.builders import a_run
from tests.dispatch.rig import a_ready_job, a_ready_printer

pytestmark = pytest.mark.django_db
Clock = time_machine.TimeMachineFixture


def fail(job: Job, printer: Printer, whose: Attribution = Attribution.FARM) -> None:
    a_run(
        job,
        printer,
        state=RunState.FAILED,
        cause=Cause.TRANSFER_FAILED,
        attribution=whose,
        finished_at=clock.now(),
    )


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 30), (2, 60), (3, 120), (20, LONGEST_WAIT_S)]
)
def test_wait_doubles_up_to_a_limit(failures: int, seconds: float) -> None:
    assert wait_s(failures) == seconds


def test_a_pair_rests_and_is_tried_again(time_machine: Clock) -> None:
    time_machine.move_to("2026-01-05T09:00:00Z", tick=False)
    job, printer = a_ready_job(), a_ready_printer()
    fail(job, printer)
    assert propose() == ()
    assert [reason.code for reason in why_not(job)[0].reasons] == ["PAIR_RESTS"]
    time_machine.shift(timedelta(seconds=31))
    assert [(pair.job, pair.printer) for pair in propose()] == [(job.pk, printer.pk)]


def test_another_printer_takes_the_job_meanwhile() -> None:
    job, printer, other = a_ready_job(), a_ready_printer("broken"), a_ready_printer("sound")
    fail(job, printer)
    assert [(pair.job, pair.printer) for pair in propose()] == [(job.pk, other.pk)]


def test_a_failed_print_lets_no_pair_rest() -> None:
    job, printer = a_ready_job(), a_ready_printer()
    fail(job, printer, Attribution.PRINTER)
    assert [(pair.job, pair.printer) for pair in propose()] == [(job.pk, printer.pk)]
