"""Who may do what through the API, and how they say who they are."""

from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from apps.accounts.models import ApiToken, AuditEntry
from apps.accounts.roles import Role
from apps.accounts.services import issue_token, revoke
from apps.core import clock
from apps.jobs.models import Job
from tests.api.conftest import client_for
from tests.builders import a_job, a_printer, a_token, a_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "header",
    [{"Authorization": "Token {}"}, {"Authorization": "Bearer {}"}, {"X-Api-Key": "{}"}],
)
def test_token_is_recognised_in_each_header(header: dict[str, str]) -> None:
    _token, secret = a_token()
    headers = {name: value.format(secret) for name, value in header.items()}
    assert APIClient(headers=headers).get("/api/v1/jobs/").status_code == 200


def test_session_is_recognised() -> None:
    client = Client()
    client.force_login(a_user(Role.VIEWER))
    assert client.get("/api/v1/jobs/").status_code == 200


def test_session_write_needs_the_csrf_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user(Role.OPERATOR))
    answer = client.post(f"/api/v1/jobs/{a_job().pk}/hold/", content_type="application/json")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


def test_stranger_gets_401_with_a_challenge() -> None:
    answer = APIClient().get("/api/v1/jobs/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert answer.json()["code"] == "NOT_AUTHENTICATED"


def test_revoked_expired_and_unknown_tokens_are_refused() -> None:
    revoked, first = a_token()
    revoke(revoked)
    user = a_user()
    _old, second = issue_token(user, "old", Role.VIEWER, clock.now() - timedelta(seconds=1))
    for secret in (first, second, "farm_never_issued", ""):
        answer = APIClient(headers={"Authorization": f"Token {secret}"}).get("/api/v1/jobs/")
        assert answer.status_code == 401
        assert answer.json()["code"] == "AUTHENTICATION_FAILED"


def test_user_without_a_role_is_refused() -> None:
    _token, secret = a_token(a_user(None), Role.ADMINISTRATOR)
    answer = APIClient(headers={"X-Api-Key": secret}).get("/api/v1/jobs/")
    assert answer.status_code == 403
    assert answer.json()["code"] == "ROLE_NEEDED"


def test_token_lowers_the_role_of_its_owner() -> None:
    _token, secret = a_token(a_user(Role.ADMINISTRATOR), Role.VIEWER)
    answer = APIClient(headers={"X-Api-Key": secret}).post(f"/api/v1/jobs/{a_job().pk}/hold/")
    assert answer.status_code == 403
    assert "operator" in answer.json()["detail"]


def test_token_does_not_raise_the_role_of_its_owner() -> None:
    _token, secret = a_token(a_user(Role.VIEWER), Role.ADMINISTRATOR)
    client = APIClient(headers={"X-Api-Key": secret})
    assert client.post("/api/v1/farm/stop-dispatch/").status_code == 403


CASES = [
    ("get", "/api/v1/jobs/", Role.VIEWER),
    ("get", "/api/v1/printers/", Role.VIEWER),
    ("get", "/api/v1/farm/", Role.VIEWER),
    ("get", "/api/v1/events/", Role.VIEWER),
    ("get", "/api/v1/audit/", Role.ADMINISTRATOR),
    ("post", "/api/v1/jobs/", Role.OPERATOR),
    ("post", "/api/v1/jobs/{job}/cancel/", Role.OPERATOR),
    ("put", "/api/v1/gcodes/upload", Role.OPERATOR),
    ("post", "/api/v1/printers/{printer}/clear-bed/", Role.OPERATOR),
    ("post", "/api/v1/printers/{printer}/emergency-stop/", Role.OPERATOR),
    ("post", "/api/v1/farm/stop-dispatch/", Role.OPERATOR),
    ("post", "/api/v1/farm/setup/", Role.OPERATOR),
    ("post", "/api/v1/spools/", Role.OPERATOR),
    ("post", "/api/v1/printers/", Role.ADMINISTRATOR),
    ("patch", "/api/v1/printers/{printer}/", Role.ADMINISTRATOR),
    ("delete", "/api/v1/printers/{printer}/", Role.ADMINISTRATOR),
    ("post", "/api/v1/printers/import", Role.ADMINISTRATOR),
    ("post", "/api/v1/profiles/", Role.ADMINISTRATOR),
    ("post", "/api/v1/groups/", Role.ADMINISTRATOR),
    ("post", "/api/v1/materials/", Role.ADMINISTRATOR),
    ("post", "/api/v1/tokens/", Role.VIEWER),
]


@pytest.mark.parametrize(("method", "address", "needed"), CASES)
def test_role_needed(method: str, address: str, needed: Role) -> None:
    path = address.format(job=a_job().pk, printer=a_printer().pk)
    for role in Role:
        answer = getattr(client_for(role), method)(path)
        assert (answer.status_code == 403) is not role.covers(needed), role


def test_secret_is_shown_once(operator: APIClient) -> None:
    made = operator.post("/api/v1/tokens/", {"name": "slicer"}).json()
    assert APIClient(headers={"X-Api-Key": made["secret"]}).get("/api/v1/jobs/").status_code == 200
    shown = operator.get(f"/api/v1/tokens/{made['id']}/").json()
    assert "secret" not in shown
    assert made["secret"] not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_own_token_can_be_revoked(operator: APIClient) -> None:
    made = operator.post("/api/v1/tokens/", {"name": "slicer"}).json()
    assert operator.post(f"/api/v1/tokens/{made['id']}/revoke/").json()["revoked_at"]
    assert APIClient(headers={"X-Api-Key": made["secret"]}).get("/api/v1/jobs/").status_code == 401


def test_tokens_of_others_are_for_administrators(
    operator: APIClient, administrator: APIClient
) -> None:
    other, _secret = a_token()
    path = f"/api/v1/tokens/{other.pk}/"
    assert operator.get(path).status_code == 404
    assert operator.post(f"{path}revoke/").status_code == 404
    assert administrator.get(path).status_code == 200
    name = other.user.get_username()
    assert operator.post("/api/v1/tokens/", {"name": "x", "user": name}).status_code == 403
    made = administrator.post("/api/v1/tokens/", {"name": "x", "user": name})
    assert made.json()["user"] == name


def test_nobody_makes_a_token_above_the_own_role(viewer: APIClient) -> None:
    answer = viewer.post("/api/v1/tokens/", {"name": "x", "role": "operator"})
    assert answer.status_code == 403
    assert viewer.post("/api/v1/tokens/", {"name": "x"}).json()["role"] == "viewer"
    assert not ApiToken.objects.filter(name="x", role="operator").exists()


def test_writes_are_audited_with_door_and_address(operator: APIClient) -> None:
    job: Job = a_job()
    operator.post(f"/api/v1/jobs/{job.pk}/hold/", {"reason": "wait"})
    entry = AuditEntry.objects.get(action="job.hold")
    assert (entry.via, entry.address, entry.subject) == ("api", "127.0.0.1", f"job/{job.pk}")
