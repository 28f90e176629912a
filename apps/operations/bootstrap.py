"""What every farm begins with: roles, materials, printer profiles and the first administrator."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.roles import Role
from apps.accounts.services import Actor, audit, ensure_roles, give_role
from apps.core.errors import Refused
from apps.materials.services import ensure_materials
from apps.operations.profiles import ensure_profiles


@dataclass(frozen=True, slots=True)
class Administrator:
    """The account, and the password if this run set one."""

    username: str
    is_new: bool
    password: str = ""


def ensure_basics() -> None:
    """Roles, materials and profiles exist; safe to repeat, changes nothing that is there."""
    ensure_roles()
    ensure_materials()
    ensure_profiles()


@transaction.atomic
def ensure_administrator(
    username: str, *, password: str = "", email: str = "", reset: bool = False, actor: Actor
) -> Administrator:
    """The administrator exists and may open the admin; a password is set for a new one or on `reset`.

    Without a `password` a random one is made. Raises Refused when it is too weak.
    """
    user, is_new = User.objects.get_or_create(username=username, defaults={"email": email})
    sets = is_new or reset
    chosen = (password or secrets.token_urlsafe(12)) if sets else ""
    if chosen:
        _check(chosen, user)
        user.set_password(chosen)
    if email:
        user.email = email
    user.is_staff = user.is_superuser = user.is_active = True
    user.save()
    give_role(user, Role.ADMINISTRATOR)
    if sets:
        audit(actor, "user.add" if is_new else "user.password", f"user/{user.pk}", name=username)
    return Administrator(username, is_new, chosen)


def _check(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        message = " ".join(error.messages)
        raise Refused(message, code="INVALID", errors={"password": error.messages}) from None
