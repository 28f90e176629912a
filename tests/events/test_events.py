"""Events are true with their transaction, numbered once, and delivered in order."""

import threading
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction

from apps.core.locks import only_one
from apps.events import relay
from apps.events.catalog import (
    Event,
    IncidentOpened,
    JobHeld,
    JobQueued,
    PrinterOffline,
    RunFailed,
)
from apps.events.models import OutboxEvent
from apps.events.relay import PATIENCE, relay_once, subscribe
from apps.events.services import record

Told = list[tuple[int, Mapping[str, Any]]]


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """No subscriber but those of the test."""
    monkeypatch.setattr(relay, "_subscribers", defaultdict(list))


@pytest.fixture
def told() -> Told:
    """Everything that was delivered."""
    heard: Told = []

    @subscribe("*")
    def listen(event_id: int, payload: Mapping[str, Any]) -> None:
        heard.append((event_id, payload))

    return heard


def recorded(count: int) -> None:
    for number in range(count):
        record(JobQueued(job=number))


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        record(JobQueued(job=1))
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_transaction_that_failed_never_was(told: Told) -> None:
    def fail() -> None:
        with transaction.atomic():
            record(JobQueued(job=1))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert relay_once() == 0
    assert told == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("event", "subject"),
    [
        (JobQueued(job=3), "job/3"),
        (JobHeld(job=3, code="C", reason="r"), "job/3"),
        (
            RunFailed(job=3, run=9, printer=2, cause="unknown", attribution="", error=""),
            "job/3",
        ),
        (PrinterOffline(printer=2), "printer/2"),
        (IncidentOpened(incident=5, code="C", severity="info", job=3, printer=2), "incident/5"),
    ],
)
def test_an_event_names_its_subject(event: Event, subject: str) -> None:
    record(event)
    assert OutboxEvent.objects.get().subject == subject


@pytest.mark.django_db
def test_events_are_delivered_in_order_with_their_numbers(told: Told) -> None:
    recorded(5)
    assert relay_once() == 5
    assert [payload["job"] for _, payload in told] == [0, 1, 2, 3, 4]
    assert all(payload["event"] == "JobQueued" for _, payload in told)
    numbers = list(OutboxEvent.objects.order_by("id").values_list("sequence", flat=True))
    assert numbers == [1, 2, 3, 4, 5]
    assert relay_once() == 0
    recorded(1)
    relay_once()
    assert OutboxEvent.objects.order_by("id").last().sequence == 6  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_subscriber_hears_only_what_it_asked_for() -> None:
    heard = []

    @subscribe("JobHeld", "JobQueued")
    def listen(event_id: int, payload: Mapping[str, Any]) -> None:
        heard.append(payload["event"])

    assert subscribe("JobQueued")(listen) is listen
    record(JobQueued(job=1))
    record(PrinterOffline(printer=1))
    record(JobHeld(job=1, code="C", reason="r"))
    relay_once()
    assert heard == ["JobQueued", "JobHeld"]


@pytest.mark.django_db
def test_a_poisoned_subscriber_blocks_no_other_and_no_later_event(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    calls = []

    @subscribe("JobQueued")
    def poison(event_id: int, payload: Mapping[str, Any]) -> None:
        calls.append(event_id)
        if payload["job"] == 0:
            raise ValueError("poison")

    recorded(3)
    relay_once()
    assert [payload["job"] for _, payload in told] == [0, 1, 2]
    assert OutboxEvent.objects.filter(relayed_at=None).count() == 1
    first = OutboxEvent.objects.earliest("id")
    for _ in range(PATIENCE + 2):
        relay_once()
    assert calls.count(first.pk) == PATIENCE
    first.refresh_from_db()
    assert (first.sequence, first.attempts) == (1, PATIENCE)
    assert "ValueError: poison" in first.error
    assert first.relayed_at is not None
    assert "poison" in caplog.text


@pytest.mark.django_db
def test_a_number_is_given_once_even_if_the_delivery_is_repeated() -> None:
    failing = [True]

    @subscribe("JobQueued")
    def listen(event_id: int, payload: Mapping[str, Any]) -> None:
        if failing:
            failing.clear()
            raise ConnectionError

    recorded(2)
    relay_once()
    before = list(OutboxEvent.objects.order_by("id").values_list("id", "sequence"))
    recorded(1)
    relay_once()
    after = list(OutboxEvent.objects.order_by("id").values_list("id", "sequence"))
    assert after[:2] == before
    assert [number for _, number in after] == [1, 2, 3]


@pytest.mark.django_db
def test_one_relay_works_at_a_time(told: Told) -> None:
    recorded(1)
    inside, done = threading.Event(), threading.Event()

    def hold() -> None:
        with only_one("relay"):
            inside.set()
            done.wait(5)

    other = threading.Thread(target=hold)
    other.start()
    inside.wait(5)
    assert relay_once() == 0
    done.set()
    other.join()
    assert relay_once() == 1
    assert len(told) == 1


@pytest.mark.django_db
def test_a_long_backlog_is_taken_in_pieces(told: Told) -> None:
    recorded(7)
    assert [relay_once(limit=3), relay_once(limit=3), relay_once(limit=3)] == [3, 3, 1]
    assert len(told) == 7
