"""Every error is a problem of RFC 9457."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.test import APIClient

from apps.api import problems
from apps.api.views.jobs import JobViewSet
from apps.core.errors import Conflict, Refused, Unavailable
from tests.builders import a_job, a_printer, a_profile


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Refused("no"), 400, "REFUSED"),
        (Refused("no", code="MATERIAL_UNKNOWN"), 400, "MATERIAL_UNKNOWN"),
        (Refused("no", code="NOT_FOUND"), 404, "NOT_FOUND"),
        (Refused("no", code="FILE_TOO_LARGE"), 413, "FILE_TOO_LARGE"),
        (Conflict("no"), 409, "CONFLICT"),
        (Unavailable("no"), 503, "UNAVAILABLE"),
        (Http404(), 404, "NOT_FOUND"),
        (RequestDataTooBig(), 413, "BODY_TOO_LARGE"),
        (Throttled(wait=3), 429, "THROTTLED"),
    ],
)
def test_errors_become_problems(error: Exception, status: int, code: str) -> None:
    answer = problems.handle(error, {})
    assert (answer.status_code, answer.data["code"]) == (status, code)
    assert {"type", "title", "status", "detail"} <= set(answer.data)
    assert answer.content_type == "application/problem+json"


def test_nested_fields_are_named_by_dotted_path() -> None:
    error = ValidationError({"slots": [{}, {"nozzle": ["too small"]}], "name": ["missing"]})
    data = problems.handle(error, {}).data
    assert data["errors"] == {"slots.1.nozzle": ["too small"], "name": ["missing"]}
    assert data["detail"] == "slots.1.nozzle: too small"


def test_errors_of_services_keep_their_fields() -> None:
    error = Refused("too many", code="INVALID", errors={"quantity": ["too many"]})
    assert problems.handle(error, {}).data["errors"] == {"quantity": ["too many"]}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nothing/", 404),
        ("post", "/api/v1/nothing/at/all/", 404),
        ("get", "/api/v1/jobs/999999/", 404),
        ("get", "/api/v1/jobs/99999999999999999/", 404),
        ("get", "/api/v1/jobs/seven/", 404),
        ("get", "/api/v1/jobs/?page=99", 404),
        ("delete", "/api/v1/jobs/", 405),
        ("put", "/api/v1/farm/", 405),
    ],
)
def test_wrong_addresses_and_methods(
    operator: APIClient, method: str, path: str, status: int
) -> None:
    answer = getattr(operator, method)(path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


JSON = "application/json"
BODIES: dict[str, tuple[str, str, int]] = {
    "cut off": ("{", JSON, 400),
    "deep": ("[" * 100_000, JSON, 400),
    "text": ('"text"', JSON, 400),
    "list": ("[1]", JSON, 400),
    "no number": ('{"reason": NaN}', JSON, 400),
    "large": ('{"reason": "' + "x" * 3_000_000 + '"}', JSON, 413),
    "other format": ("<a/>", "application/xml", 415),
    "misspelt": ('{"raeson": "x"}', JSON, 400),
    "half a character": ('{"reason": "\\ud800"}', JSON, 400),
    "null character": ('{"reason": "\\u0000"}', JSON, 400),
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_that_can_not_be_read(operator: APIClient, name: str) -> None:
    body, kind, status = BODIES[name]
    answer = operator.generic("POST", f"/api/v1/jobs/{a_job().pk}/hold/", body, kind)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_row_in_use_is_a_conflict(administrator: APIClient) -> None:
    printer = a_printer(profile=a_profile("core-one"))
    answer = administrator.delete(f"/api/v1/profiles/{printer.profile_id}/")
    assert (answer.status_code, answer.json()["code"]) == (409, "IN_USE")
    assert printer.name in answer.json()["detail"]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(JobViewSet, "retrieve", fail)


@pytest.mark.usefixtures("broken")
def test_what_nobody_expected_is_a_problem_and_logged(
    operator: APIClient, caplog: pytest.LogCaptureFixture
) -> None:
    operator.raise_request_exception = False
    answer = operator.get(f"/api/v1/jobs/{a_job().pk}/")
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    assert "ZeroDivisionError" in caplog.text
    assert "Zero" not in answer.json()["detail"]


@pytest.mark.usefixtures("broken")
def test_what_nobody_expected_reaches_test_clients(operator: APIClient) -> None:
    fetch: Callable[[str], object] = operator.get
    with pytest.raises(ZeroDivisionError):
        fetch(f"/api/v1/jobs/{a_job().pk}/")
