"""Every address of the farm, asked by everybody: what a role must not do changes nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from apps.accounts.roles import Role
from apps.dispatch.models import FarmSwitch
from apps.dispatch.states import RunState
from apps.incidents.services import open_incident
from apps.printers.models import Printer
from apps.printers.states import Bed
from tests import builders

Address = tuple[str, str]
"""Name and path."""

OPEN = {
    "login",
    "logout",
    "set_language",
    "healthz",
    "readyz",
    "admin:login",
    "admin:logout",
    "admin:jsi18n",
    "api:docs",
    "api:schema",
}
"""Answered to strangers."""
CATALOGUES = ("group", "material", "profile")
ADMINISTRATORS_ONLY = {
    "printer-new": "get post put patch delete",
    "api:printer-list": "post",
    "api:printer-import": "post",
    "api:printer-detail": "patch delete",
    "api:audit-list": "get",
    "api:audit-detail": "get",
    **{f"api:{name}-list": "post put patch delete" for name in CATALOGUES},
    **{f"api:{name}-detail": "post put patch delete" for name in CATALOGUES},
}
"""Pages and acts that an operator is refused, apart from those of the admin."""
OWN = {"api:token-list"}
"""Everybody keeps tokens of their own."""
WRITES = ("post", "put", "patch", "delete")
REFUSED = {302, 401, 403, 404, 405}
NOT_WRITTEN_DOWN = {"Session", "LogEntry", "ApiToken", "AccessLog", "AccessAttempt", "User"}
"""Changed by signing in itself."""


def addresses() -> list[Address]:
    """Every named address, with the first row of everything."""
    found = [(name, where) for name in sorted(set(_names(get_resolver()))) if (where := _at(name))]
    assert len(found) > 150, "the walk has lost its way"
    return found


def _names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            below = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern, below)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{space}{pattern.name}"


def _at(name: str) -> str:
    kind = (
        name.partition(":")[2].split("-")[0]
        if name.startswith("api:")
        else name.split("-", maxsplit=1)[0]
    )
    for kwargs in (
        {},
        {"pk": 1},
        {f"{kind}_id": 1},
        {"object_id": "1"},
        {"job_id": 1},
        {"gcode_id": 1},
        {"app_label": "printers"},
        {"id": 1},
    ):
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    if name.endswith("user_password_change"):
        return reverse(name, args=[1])
    return ""


def _unreached() -> set[str]:
    return {name for name in _names(get_resolver()) if not _at(name)}


@pytest.fixture
def farm(db: None) -> Printer:
    """One of everything, each with the number 1 where it can be."""
    printer = builders.a_printer("MK4-01", bed=Bed.OCCUPIED)
    other = builders.a_printer("MK4-02")
    run = builders.a_run(builders.a_job("one"), other, state=RunState.PRINTING)
    FarmSwitch.objects.get_or_create(pk=1)
    open_incident(code="PRINTER_OFFLINE", severity="critical", printer=printer, run=run)
    return printer


def client_for(role: Role | None) -> Client:
    """Somebody signed in to pages and API alike; None for a stranger."""
    client = Client(raise_request_exception=False)
    if role:
        user = builders.a_user(role)
        user.is_staff = True
        user.save()
        client.force_login(user)
    return client


def everything() -> dict[str, list[Any]]:
    """All rows of the farm."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model.__name__ not in NOT_WRITTEN_DOWN
    }


def answers(client: Client, methods: tuple[str, ...]) -> dict[tuple[str, str], int]:
    """The status of every address by method; nobody signs out on the way."""
    return {
        (name, method): _answer(client, name, method, where)
        for name, where in addresses()
        for method in methods
        if not name.endswith("logout")
    }


def _answer(client: Client, name: str, method: str, where: str) -> int:
    says_json = name.startswith("api:") and method in WRITES
    extra = {"data": "{}", "content_type": "application/json"} if says_json else {}
    status: int = getattr(client, method)(where, **extra).status_code
    return status


def test_every_address_is_walked() -> None:
    assert _unreached() == {"admin:view_on_site"}


def test_a_stranger_gets_nothing(farm: Printer) -> None:
    before, client = everything(), client_for(None)
    got = answers(client, ("get", *WRITES))
    inside = {key: s for key, s in got.items() if key[0] not in OPEN and s not in REFUSED}
    assert inside == {}
    assert everything() == before


@pytest.mark.parametrize("role", Role)
def test_looking_changes_nothing(farm: Printer, role: Role) -> None:
    client = client_for(role)
    before = everything()
    got = answers(client, ("get", "head"))
    assert {key: status for key, status in got.items() if status >= 500} == {}
    assert everything() == before


def test_a_viewer_changes_nothing(farm: Printer) -> None:
    client = client_for(Role.VIEWER)
    before = everything()
    got = answers(client, WRITES)
    done = {k: s for k, s in got.items() if not _is_open(k[0]) and s not in REFUSED}
    assert done == {}
    assert everything() == before


def test_what_is_left_to_administrators(farm: Printer) -> None:
    got = answers(client_for(Role.OPERATOR), ("get", *WRITES))
    refused = {k for k, status in got.items() if status == 403 and not k[0].startswith("admin:")}
    assert refused == {
        (name, m) for name, many in ADMINISTRATORS_ONLY.items() for m in many.split()
    }


def test_no_row_of_the_admin_is_changed_by_an_operator_without_a_service(farm: Printer) -> None:
    got = answers(client_for(Role.OPERATOR), ("post",))
    adds = {k[0] for k, s in got.items() if k[0].startswith("admin:auth_") and s not in REFUSED}
    assert adds == set()


def _is_open(name: str) -> bool:
    """Whether anybody may send something there; the admin answers a list to whatever it is sent."""
    return name in OPEN or name.startswith("admin:") or name in OWN
