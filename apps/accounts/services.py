"""Who acts, tokens issued and recognised, and the audit trail written."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group, User
from django.db.models import Q

from apps.accounts.models import ApiToken, AuditEntry
from apps.accounts.roles import Role
from apps.core import clock

PREFIX = "farm_"
USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person or the farm itself, and the door it came through."""

    name: str
    via: str = "farm"
    user_id: int | None = None
    address: str = ""


FARM = Actor("farm")


def actor_of(user: User | AnonymousUser, *, via: str, address: str = "") -> Actor:
    """The actor that stands for a signed-in user."""
    return Actor(user.get_username() or "anonymous", via, user.pk, address)


def audit(actor: Actor, action: str, subject: str = "", **details: Any) -> None:
    """Write one line of the audit trail; `subject` is like `job/12`."""
    AuditEntry.objects.create(
        user_id=actor.user_id,
        actor=actor.name,
        via=actor.via,
        address=actor.address,
        action=action,
        subject=subject,
        details=details,
    )


def issue_token(
    user: User, name: str, role: Role = Role.OPERATOR, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """Make a token; the secret is returned once and never again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        role=role,
        expires_at=expires_at,
        prefix=secret[:10],
        digest=_digest(secret),
    )
    return token, secret


def recognise(secret: str) -> ApiToken | None:
    """The valid token with this secret, its use noted at most once a minute."""
    now = clock.now()
    token = (
        ApiToken.objects.select_related("user")
        .filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)
        .filter(digest=_digest(secret), user__is_active=True)
        .first()
    )
    if token and (token.last_used_at is None or now - token.last_used_at > USED_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def revoke(token: ApiToken) -> None:
    """End a token now."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())


def give_role(user: User, role: Role) -> None:
    """Put the user into the group of `role` and of no other role."""
    ensure_roles()
    user.groups.remove(*Group.objects.filter(name__in=list(Role)))
    user.groups.add(Group.objects.get(name=role))
    vars(user).pop("_farm_role", None)


def ensure_roles() -> None:
    """The groups of all roles exist."""
    for role in Role:
        Group.objects.get_or_create(name=role)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
