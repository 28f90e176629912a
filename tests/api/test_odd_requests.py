"""What an attacker or bad luck sends is refused in words, never with a traceback."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from apps.accounts.roles import Role
from apps.api.queries import MOST_WORDS
from apps.api.serializers.base import MOST_TEXTS
from apps.printers.csv_rows import MOST_ROWS
from apps.printers.models import Printer, Slot
from apps.printers.states import Bed
from tests.builders import a_gcode, a_job, a_printer, a_profile, a_user

JOBS = "/api/v1/jobs/"
DIGITS = "9" * 5000


@pytest.mark.parametrize(
    "query",
    [
        "created_after=0001-01-01T00:00:00%2B14:00",
        "created_before=9999-12-31T23:59:59-14:00",
        "search=" + "+".join("a" * (MOST_WORDS + 1)),
        "search=%00",
        "printer=%C2%B2",
        f"printer={DIGITS}",
        f"page_size={DIGITS}",
    ],
)
def test_a_query_that_can_not_be_is_refused(viewer: APIClient, query: str) -> None:
    answer = viewer.get(f"{JOBS}?{query}")
    assert answer.status_code == 400
    assert answer.json()["code"] == "INVALID"


@pytest.mark.parametrize(
    "values",
    [
        {"printer": "²"},
        {"printer": DIGITS},
        {"printer": "\x00"},
        {"name": "\x00"},
        {"name": "\ud800"},
        {"tags": ["a"] * (MOST_TEXTS + 1)},
        {"tags": [["a"]]},
        {"quantity": 10**12},
        {"priority": True},
        {"priority": 1.5},
        {"due_at": "9999-12-31T23:59:59-14:00"},
    ],
)
def test_a_job_that_can_not_be_is_refused(operator: APIClient, values: dict[str, Any]) -> None:
    body = json.dumps({"gcode": a_gcode().pk, **values})
    answer = operator.generic("POST", JOBS, body, "application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_a_guided_step_of_very_many_rows_is_refused(operator: APIClient) -> None:
    rows = [{"printer": "x"}] * (MOST_ROWS + 1)
    assert operator.post("/api/v1/farm/setup/", rows).status_code == 400


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("name", "n" * 61),
        ("name", "\x00"),
        ("url", "http://10.0.0.1/" + "a" * 200),
        ("location", "l" * 81),
        ("group", "g" * 61),
        ("camera_url", "javascript:alert(1)"),
        ("nozzle_mm", "900"),
        ("trial_runs", "-1"),
    ],
)
def test_a_table_is_checked_like_a_single_printer(
    administrator: APIClient, column: str, cell: str
) -> None:
    a_profile("mk3s")
    row = {"name": "A", "kind": "octoprint", "url": "http://10.0.0.1", "profile": "mk3s"}
    row |= {column: cell}
    table = f"{','.join(row)}\n{','.join(row.values())}\n"
    answer = administrator.generic("POST", "/api/v1/printers/import", table, "text/csv")
    assert answer.status_code == 400
    assert not Printer.objects.exists()


@pytest.fixture
def person(db: None) -> Client:
    """An operator at the pages."""
    client = Client()
    client.force_login(a_user(Role.OPERATOR))
    return client


@pytest.mark.parametrize("odd", ["²", "-1", DIGITS, "x"])
@pytest.mark.parametrize("button", ["printer-load", "printer-unload"])
def test_a_slot_that_is_none_is_not_taken_for_the_first(
    person: Client, button: str, odd: str
) -> None:
    printer = a_printer()
    before = list(Slot.objects.values())
    address = reverse(button, args=[printer.pk])
    assert person.post(address, {"slot": odd, "material": "PLA"}).status_code == 422
    assert list(Slot.objects.values()) == before


@pytest.mark.parametrize("odd", ["²", DIGITS, "many"])
def test_a_quantity_that_is_no_number_is_refused(person: Client, odd: str) -> None:
    address = reverse("job-reprint", args=[a_job().pk])
    assert person.post(address, {"quantity": odd}).status_code == 422


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("printer-clear-bed", {"occupancy": "²"}),
        ("printer-load", {"slot": "0", "material": "PLA", "colour": "c" * 41}),
    ],
)
def test_buttons_refuse_nonsense(person: Client, name: str, values: dict[str, str]) -> None:
    assert (
        400
        <= person.post(reverse(name, args=[a_printer(bed=Bed.OCCUPIED).pk]), values).status_code
        < 500
    )


@pytest.mark.parametrize("ids", ["²", DIGITS, "9" * 18, ",,x", "-1"])
def test_cards_of_printers_that_are_none(person: Client, ids: str) -> None:
    assert person.get(reverse("farm-cards"), {"ids": ids}).status_code == 200


def test_null_characters_are_refused_at_the_door(person: Client) -> None:
    assert person.post(reverse("farm-stop"), {"reason": "\x00"}).status_code == 400
    assert person.get(reverse("queue"), {"q": "\x00"}).status_code == 400
    chief = Client()
    user = a_user(Role.ADMINISTRATOR)
    user.is_staff = True
    user.save()
    chief.force_login(user)
    address = reverse("admin:printers_printer_changelist")
    assert chief.get(address, {"link": "\x00"}).status_code == 400


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "javascript:x"])
def test_nobody_is_sent_to_another_site(db: None, target: str) -> None:
    user = a_user(Role.VIEWER)
    user.set_password("long enough 1")
    user.save()
    values = {"username": user.username, "password": "long enough 1", "next": target}
    assert Client().post(reverse("login"), values)["Location"] == "/"
    spoken = Client().post(reverse("set_language"), {"language": "de", "next": target})
    assert "evil" not in spoken["Location"]
    assert "javascript" not in spoken["Location"]


def test_pages_and_sessions_need_a_csrf_token(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user(Role.OPERATOR))
    assert client.post(reverse("farm-stop")).status_code == 403
    assert client.post("/api/v1/farm/stop-dispatch/").status_code == 403


@pytest.mark.parametrize("name", ['a"b\r\nX-Evil: 1.gcode', "../../etc/x.gcode", "😀.gcode"])
def test_a_name_writes_no_header_and_no_path(operator: APIClient, name: str) -> None:
    body = "G28\nG1 X10 Y10 F3000\nG1 X20 E1\n" * 9
    sent = operator.generic(
        "PUT",
        "/api/v1/gcodes/upload",
        body,
        "application/octet-stream",
        query_params={"name": name},
    )
    assert sent.status_code == 201, sent.json()
    answer = operator.get(f"/api/v1/gcodes/{sent.json()['id']}/download/")
    assert "X-Evil" not in answer.headers
    told = answer.headers["Content-Disposition"]
    assert "/" not in told
    assert "\n" not in told


def test_markup_in_names_stays_text(person: Client) -> None:
    evil = '<script>alert("x")</script>'
    printer = a_printer(f"P{evil}", location=evil, service_reason=evil, colour=evil[:40])
    job = a_job(f"J{evil}", reference=evil)
    pages = [reverse("farm"), reverse("queue"), reverse("printers"), reverse("setup")]
    pages += [reverse("printer", args=[printer.pk]), reverse("job", args=[job.pk])]
    for page in pages:
        assert "<script>alert" not in person.get(page).content.decode(), page
