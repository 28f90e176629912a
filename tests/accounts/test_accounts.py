"""Roles contain each other, tokens are recognised while they are valid, acts are audited."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser, Group, User

from apps.accounts.models import ApiToken, AuditEntry
from apps.accounts.roles import Role, role_of
from apps.accounts.services import (
    FARM,
    actor_of,
    audit,
    ensure_roles,
    give_role,
    issue_token,
    recognise,
    revoke,
)
from tests.builders import a_user

pytestmark = pytest.mark.django_db
Clock = time_machine.TimeMachineFixture
START = datetime(2030, 5, 6, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("role", "covers"),
    [
        (Role.VIEWER, {Role.VIEWER}),
        (Role.OPERATOR, {Role.VIEWER, Role.OPERATOR}),
        (Role.ADMINISTRATOR, set(Role)),
    ],
)
def test_each_role_contains_the_one_before(role: Role, covers: set[Role]) -> None:
    assert {other for other in Role if role.covers(other)} == covers


def test_a_user_has_the_role_that_was_given_last() -> None:
    user = a_user(None)
    assert role_of(user) is None
    for role in (Role.ADMINISTRATOR, Role.VIEWER, Role.OPERATOR):
        give_role(user, role)
        assert role_of(user) is role
        assert role_of(User.objects.get(pk=user.pk)) is role


def test_strangers_and_leavers_have_no_role() -> None:
    assert role_of(AnonymousUser()) is None
    user = a_user(Role.ADMINISTRATOR)
    user.is_active = False
    assert role_of(user) is None


def test_a_superuser_is_an_administrator() -> None:
    assert role_of(User.objects.create_superuser("root")) is Role.ADMINISTRATOR


def test_the_groups_of_the_roles_are_made_once() -> None:
    ensure_roles()
    ensure_roles()
    assert Group.objects.count() == len(Role)


def test_a_token_is_recognised_by_its_secret_which_is_stored_nowhere() -> None:
    user = a_user()
    token, secret = issue_token(user, "slicer", Role.VIEWER)
    found = recognise(secret)
    assert found == token
    assert found is not None
    assert (found.user, found.role) == (user, "viewer")
    row = str(ApiToken.objects.values().get())
    assert secret not in row
    assert secret.startswith(token.prefix)
    assert recognise(secret + "x") is None
    assert recognise("") is None


def test_a_token_ends_by_time_by_hand_and_with_its_user(time_machine: Clock) -> None:
    time_machine.move_to(START, tick=False)
    user = a_user()
    _, short = issue_token(user, "short", expires_at=START + timedelta(hours=1))
    token, revoked = issue_token(user, "revoked")
    _, good = issue_token(user, "good")
    revoke(token)
    assert recognise(revoked) is None
    assert recognise(short) is not None
    time_machine.shift(3600)
    assert recognise(short) is None
    assert recognise(good) is not None
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert recognise(good) is None


def test_the_use_of_a_token_is_noted_once_a_minute(time_machine: Clock) -> None:
    time_machine.move_to(START, tick=False)
    token, secret = issue_token(a_user(), "slicer")
    for wait_s, noted in ((0, START), (30, START), (40, START + timedelta(seconds=70))):
        time_machine.shift(wait_s)
        recognise(secret)
        token.refresh_from_db()
        assert token.last_used_at == noted


def test_who_acts_is_written_down() -> None:
    user = a_user(name="anna")
    audit(actor_of(user, via="api", address="10.0.0.7"), "job.cancel", "job/3", reason="typo")
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.actor, entry.via, entry.address) == (user, "anna", "api", "10.0.0.7")
    assert (entry.action, entry.subject, entry.details) == (
        "job.cancel",
        "job/3",
        {"reason": "typo"},
    )
    user.delete()
    entry.refresh_from_db()
    assert (entry.user, entry.actor) == (None, "anna")


def test_the_farm_acts_too() -> None:
    audit(FARM, "farm.start")
    assert AuditEntry.objects.get().actor == "farm"
