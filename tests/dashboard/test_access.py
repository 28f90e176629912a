"""Who may open which page, and who may press which button."""

from collections.abc import Iterable

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from apps.accounts.models import AuditEntry
from apps.dashboard.urls import urlpatterns
from apps.dispatch.states import RunState
from apps.incidents.models import Incident
from tests import builders

PUBLIC = {"login", "logout"}
ACTIONS = {
    "farm-stop",
    "farm-resume",
    "job-change",
    "job-reprint",
    *(f"job-{name}" for name in ("hold", "release", "pause", "resume", "cancel")),
    *(f"run-{name}" for name in ("pause", "resume", "cancel", "approve", "settle")),
    *(f"printer-{name}" for name in ("clear-bed", "load", "unload", "test", "level")),
    *(f"printer-{name}" for name in ("maintenance", "maintenance-after-run", "return", "drain")),
    "printer-emergency-stop",
    "incident-acknowledge",
    "incident-resolve",
    "printer-new",
    "setup",
    "setup-csv",
}
PAGES = {"farm", "farm-cards", "queue", "job", "job-why", "run", "printers", "printer"} | {
    "printer-card",
    "run-curve",
}


def _named(names: Iterable[str]) -> list[URLPattern]:
    return [pattern for pattern in urlpatterns if str(pattern.name) in names]


def _address(pattern: URLPattern) -> str:
    run = builders.a_run(printer=builders.a_printer(), state=RunState.PRINTING)
    incident = Incident.objects.create(code="FIRST_LAYER", severity="warning", run=run)
    numbers = {
        "job_id": run.job_id,
        "run_id": run.pk,
        "printer_id": run.printer_id,
        "incident_id": incident.pk,
    }
    wanted = pattern.pattern.converters
    return reverse(str(pattern.name), kwargs={name: numbers[name] for name in wanted})


def test_every_address_is_a_page_or_an_action_here() -> None:
    assert {p.name for p in urlpatterns} == PUBLIC | ACTIONS | PAGES | {"thumbnail"}


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", _named(PAGES | ACTIONS), ids=lambda p: str(p.name))
def test_a_stranger_is_sent_to_the_login(pattern: URLPattern, client: Client) -> None:
    address = _address(pattern)
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")


@pytest.mark.parametrize("pattern", _named(PAGES), ids=lambda p: str(p.name))
def test_a_viewer_sees_every_page_without_a_button(pattern: URLPattern, viewer: Client) -> None:
    answer = viewer.get(_address(pattern))
    assert answer.status_code == 200
    assert b"hx-post" not in answer.content


@pytest.mark.parametrize("pattern", _named(ACTIONS), ids=lambda p: str(p.name))
def test_a_viewer_is_refused_every_action(pattern: URLPattern, viewer: Client) -> None:
    assert viewer.post(_address(pattern)).status_code == 403
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("pattern", _named(PAGES), ids=lambda p: str(p.name))
def test_an_account_without_a_role_opens_nothing(pattern: URLPattern, nobody: Client) -> None:
    assert nobody.get(_address(pattern)).status_code == 403


@pytest.mark.parametrize("pattern", _named(PAGES), ids=lambda p: str(p.name))
def test_no_page_carries_inline_script_or_style(pattern: URLPattern, operator: Client) -> None:
    text = operator.get(_address(pattern)).content.decode()
    assert " style=" not in text
    assert "<style" not in text
    assert "<script>" not in text
    assert " onclick=" not in text


def test_an_operator_does_not_add_printers(operator: Client) -> None:
    assert operator.get(reverse("printer-new")).status_code == 403


@pytest.mark.django_db
def test_a_button_needs_the_csrf_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(builders.a_user(), backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(reverse("farm-stop")).status_code == 403
