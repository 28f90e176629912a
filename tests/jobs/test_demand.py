"""The counters of a job: whatever happens in whatever order, they never disagree."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.errors import Conflict, Refused
from apps.jobs import demand, services
from apps.jobs.models import Job, JobHistory
from apps.jobs.states import JOB, JobState
from tests.builders import TESTER, a_job

pytestmark = pytest.mark.django_db

OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["claim", "give_up_waiting", "hold", "release"]), st.just(0)),
        st.tuples(
            st.sampled_from(["good", "back", "tried", "give_up", "write_off", "surplus"]),
            st.integers(0, 5),
        ),
        st.tuples(st.just("quantity"), st.integers(1, 12)),
    ),
    max_size=25,
)


class Shop:
    """Does random things to one job and remembers what is under way."""

    def __init__(self, quantity: int, parts_per_run: int) -> None:
        self.job = a_job(quantity=quantity, parts_per_run=parts_per_run)
        self.under_way: list[int] = []
        self.written_off: list[int] = []
        self.made = 0

    def do(self, what: str, number: int) -> None:
        self.job.refresh_from_db()
        if what in {"good", "back", "tried", "give_up", "write_off"}:
            if self.under_way:
                self._end(what, self.under_way.pop(number % len(self.under_way)))
        elif what == "surplus":
            if self.written_off:
                self.made += demand.credit_surplus(self.job.pk, self.written_off.pop())
        else:
            try:
                self._order(what, number)
            except (Conflict, Refused):
                return

    def _order(self, what: str, number: int) -> None:
        match what:
            case "claim":
                self.under_way.append(demand.claim(self.job.pk)[1])
            case "give_up_waiting":
                if not JOB.is_final(JobState(self.job.state)):
                    demand.give_up_waiting(self.job.pk)
            case "hold":
                services.hold(self.job, actor=TESTER)
            case "release":
                services.release(self.job, actor=TESTER)
            case _:
                services.change(self.job, actor=TESTER, quantity=number)

    def _end(self, what: str, parts: int) -> None:
        match what:
            case "good":
                demand.count_good(self.job.pk, parts)
                self.made += parts
            case "give_up":
                demand.give_up(self.job.pk, parts)
            case "write_off":
                demand.give_back(self.job.pk, parts)
                self.written_off.append(parts)
            case _:
                demand.give_back(self.job.pk, parts, tried=what == "tried")

    def check(self) -> None:
        job = Job.objects.get(pk=self.job.pk)
        assert job.good + job.in_flight + job.given_up <= job.quantity
        assert job.waiting >= 0
        assert job.in_flight == sum(self.under_way)
        assert job.good == self.made
        over = not job.waiting and not job.in_flight
        assert JOB.is_final(JobState(job.state)) == over
        if job.state == JobState.ACTIVE:
            assert job.in_flight
        if job.state == JobState.QUEUED:
            assert job.waiting
            assert not job.in_flight


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(1, 8), st.integers(1, 3), OPERATIONS)
def test_no_order_of_events_breaks_the_counters(
    quantity: int, parts_per_run: int, operations: list[tuple[str, int]]
) -> None:
    shop = Shop(quantity, parts_per_run)
    for what, number in operations:
        shop.do(what, number)
        shop.check()


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(1, 9), st.integers(1, 4), st.lists(st.booleans(), max_size=20))
def test_a_job_ends_with_exactly_what_was_wanted(
    quantity: int, parts_per_run: int, luck: list[bool]
) -> None:
    job = a_job(quantity=quantity, parts_per_run=parts_per_run)
    fates = [*luck, *[True] * quantity]
    while Job.objects.get(pk=job.pk).state != JobState.COMPLETED:
        _, parts = demand.claim(job.pk)
        if fates.pop(0):
            demand.count_good(job.pk, parts)
        else:
            demand.give_back(job.pk, parts)
    job.refresh_from_db()
    assert (job.good, job.in_flight, job.given_up) == (quantity, 0, 0)


def test_nothing_is_claimed_when_nothing_waits() -> None:
    job = a_job()
    demand.claim(job.pk)
    with pytest.raises(Conflict) as refusal:
        demand.claim(job.pk)
    assert refusal.value.code == "NOTHING_WANTED"


@pytest.mark.parametrize("state", [JobState.HELD, JobState.RECEIVED, JobState.CANCELLED])
def test_a_job_that_nobody_may_dispatch_is_not_claimed(state: JobState) -> None:
    with pytest.raises(Conflict):
        demand.claim(a_job(state=state).pk)


def test_the_last_run_takes_only_what_is_left() -> None:
    job = a_job(quantity=5, parts_per_run=4)
    assert demand.claim(job.pk)[1] == 4
    assert demand.claim(job.pk)[1] == 1


def test_the_database_itself_refuses_more_than_is_wanted() -> None:
    job = a_job(quantity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(good=2)


def test_a_job_whose_every_part_is_given_up_is_cancelled() -> None:
    job = a_job(quantity=2)
    demand.claim(job.pk)
    demand.give_up(job.pk, 1)
    demand.give_up_waiting(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert job.finished_at is not None


def test_a_held_job_stays_held_but_completes_when_nothing_is_left() -> None:
    job = a_job(quantity=1)
    demand.claim(job.pk)
    job.refresh_from_db()
    services.hold(job, actor=TESTER)
    assert demand.locked(job.pk).state == JobState.HELD
    demand.count_good(job.pk, 1)
    assert demand.locked(job.pk).state == JobState.COMPLETED
    targets = JobHistory.objects.filter(job=job).values_list("target", flat=True)
    assert list(targets) == ["active", "held", "completed"]


def test_a_surplus_part_counts_only_while_demand_waits() -> None:
    job = a_job(quantity=2)
    assert demand.credit_surplus(job.pk, 3) == 2
    assert demand.credit_surplus(job.pk, 1) == 0
    assert demand.locked(job.pk).good == 2
