"""The doctor, and the addresses for whoever watches."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from apps.core import clock
from apps.core.errors import Unavailable
from apps.events.models import OutboxEvent
from apps.operations import dependencies, doctor
from apps.operations.doctor import FAILED, OK, examine
from apps.printers.models import Observation
from apps.printers.probing import Probe
from apps.printers.states import Link
from tests.builders import a_printer
from tests.operations.conftest import Run


def results(printers: bool = False) -> dict[str, doctor.Finding]:
    return {finding.name: finding for finding in examine(printers=printers)}


@pytest.mark.django_db
def test_a_new_farm_is_well() -> None:
    wrong = [finding for finding in examine() if finding.result == FAILED]
    assert wrong == []


def test_all_is_told(run: Run) -> None:
    text = run("doctor")
    assert "All is well." in text
    assert "manage.py add_printer" in text
    answer = json.loads(run("doctor", "--json"))
    assert answer["ok"] is True
    names = {check["name"] for check in answer["checks"]}
    assert names >= {"settings", "database", "migrations", "broker", "channel layer", "storage"}


@pytest.mark.parametrize("name", list(dependencies.ALL))
@pytest.mark.django_db
def test_each_dependency_that_fails_has_a_remedy(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(dependencies.ALL, name, _broken)
    found = results()[name]
    assert (found.result, bool(found.remedy)) == (FAILED, True)
    assert "it is broken" in found.text


def _broken() -> str:
    raise Unavailable("it is broken")


def test_something_wrong_ends_with_1(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dependencies.ALL, "broker", _broken)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=out)
    assert ended.value.code == 1
    assert "FAIL  broker: it is broken" in out.getvalue()


@pytest.mark.django_db
def test_a_setting_that_can_not_be_read_is_named(settings: Settings) -> None:
    settings.ENVIRONMENT_ERRORS = {"FARM_POLL_S": ["not a number"]}
    found = results()["settings"]
    assert found.result == FAILED
    assert "FARM_POLL_S" in found.text
    assert "FARM_POLL_S" in found.remedy


@pytest.mark.django_db
def test_keys_of_another_cipher_are_found(settings: Settings) -> None:
    a_printer("MK-1", api_key="s3cret")
    assert results()["encryption keys"].result == OK
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    found = results()["encryption keys"]
    assert (found.result, "MK-1" in found.text) == (FAILED, True)
    assert "FARM_ENCRYPTION_KEYS" in found.remedy


@pytest.mark.django_db
def test_silence_of_the_workers_is_found() -> None:
    printer = a_printer(link=Link.ONLINE)
    seen = Observation.objects.create(printer=printer, at=clock.now(), activity="idle")
    assert results()["printers are looked at"].result == OK
    Observation.objects.filter(pk=seen.pk).update(at=clock.now() - timedelta(minutes=5))
    assert results()["printers are looked at"].result == FAILED


@pytest.mark.django_db
def test_events_that_wait_too_long_are_found() -> None:
    event = OutboxEvent.objects.create(name="JobQueued")
    assert results()["relay works"].result == OK
    OutboxEvent.objects.filter(pk=event.pk).update(recorded_at=clock.now() - timedelta(minutes=5))
    assert results()["relay works"].result == FAILED


@pytest.mark.django_db
def test_a_clock_that_went_backwards_is_found() -> None:
    event = OutboxEvent.objects.create(name="JobQueued")
    OutboxEvent.objects.filter(pk=event.pk).update(recorded_at=clock.now() + timedelta(hours=1))
    assert results()["clock is right"].result == FAILED


@pytest.mark.django_db
def test_every_printer_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    good, silent = a_printer("A-1"), a_printer("A-2")
    answers = {good.pk: Probe(ok=True), silent.pk: Probe(ok=False, findings=("No answer.",))}
    monkeypatch.setattr("apps.operations.probes.probe", lambda printer: answers[printer.pk])
    found = results(printers=True)
    assert found["printer A-1"].result == OK
    assert (found["printer A-2"].result, found["printer A-2"].text) == (FAILED, "No answer.")


def test_alive_asks_nothing_of_the_database() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_ready_names_each_dependency() -> None:
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "checks": dict.fromkeys(dependencies.ALL, "ok")}


@pytest.mark.parametrize("name", list(dependencies.ALL))
@pytest.mark.django_db
def test_one_failure_means_not_ready(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dependencies.ALL, name, _broken)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["checks"][name]) == (503, "failed")
    assert "broken" not in answer.content.decode()


@pytest.mark.django_db
def test_a_full_disk_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependencies, "NEEDED_BYTES", 1 << 62)
    with pytest.raises(Unavailable, match="MB left"):
        dependencies.storage()
