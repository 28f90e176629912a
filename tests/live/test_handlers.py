"""What makes the feed speak."""

from typing import Any

import pytest
from django.test import TestCase

from apps.accounts.services import audit
from apps.live import feed, handlers
from apps.telemetry.signals import observed
from tests import builders

pytestmark = pytest.mark.django_db
Said = list[tuple[str, dict[int, dict[str, Any]]]]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    messages: Said = []
    monkeypatch.setattr(feed, "publish", lambda kind, changes: messages.append((kind, changes)))
    return messages


def test_an_event_shows_its_printer_and_its_job_anew(said: Said) -> None:
    run = builders.a_run()
    event = {"event": "RunStarted", "job": run.job_id, "printer": run.printer_id, "run": run.pk}
    handlers.tell_change(1, event)
    assert [(kind, list(changes)) for kind, changes in said] == [
        ("printers", [run.printer_id]),
        ("jobs", [run.job_id]),
    ]


def test_a_moved_job_shows_both_printers(said: Said) -> None:
    old, new, job = builders.a_printer(), builders.a_printer(), builders.a_job()
    event = {"event": "JobMoved", "job": job.pk, "source": old.pk, "printer": new.pk}
    handlers.tell_change(1, event)
    assert set(said[0][1]) == {old.pk, new.pk}


def test_the_source_state_of_another_event_is_no_printer(said: Said) -> None:
    printer = builders.a_printer()
    event = {"event": "PrinterChanged", "printer": printer.pk, "source": "late", "job": None}
    handlers.tell_change(1, event)
    assert [list(changes) for _, changes in said] == [[printer.pk]]


def test_a_look_tells_numbers_of_the_printers_looked_at(said: Said) -> None:
    printer, _other = builders.a_printer(), builders.a_printer()
    observed.send(sender=None, looks=[], printer_ids=[printer.pk])
    ((kind, changes),) = said
    assert (kind, list(changes)) == ("printers", [printer.pk])
    assert "look" not in changes[printer.pk]


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ("printer.load", ["printers"]),
        ("job.change", ["jobs"]),
        ("run.approve", ["printers", "jobs"]),
    ],
)
def test_an_act_without_an_event_is_shown_once_it_is_committed(
    said: Said, action: str, kinds: list[str]
) -> None:
    run = builders.a_run()
    numbers = {"printer": run.printer_id, "job": run.job_id, "run": run.pk}
    subject = action.partition(".")[0]
    with TestCase.captureOnCommitCallbacks(execute=True):
        audit(builders.TESTER, action, f"{subject}/{numbers[subject]}")
        assert said == []
    assert [kind for kind, _ in said] == kinds


def test_stopping_the_farm_is_told(said: Said) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        audit(builders.TESTER, "farm.stop_dispatch")
    assert [kind for kind, _ in said] == ["farm"]


def test_a_look_at_nothing_says_nothing(said: Said) -> None:
    observed.send(sender=None, looks=[], printer_ids=[])
    assert said == []
