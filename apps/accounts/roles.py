"""The three roles, each containing the one before it."""

from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User


class Role(StrEnum):
    """What somebody may do: look; run the farm; change it."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        """0 for a viewer, 2 for an administrator."""
        return list(Role).index(self)

    def covers(self, needed: "Role") -> bool:
        """Whether this role may do what `needed` may."""
        return self.rank >= needed.rank


def role_of(user: AbstractBaseUser | AnonymousUser) -> Role | None:
    """The highest role among the user's groups; None for strangers and users without one."""
    if not isinstance(user, User) or not user.is_active:
        return None
    if user.is_superuser:
        return Role.ADMINISTRATOR
    cached = getattr(user, "_farm_role", None)
    if cached is None:
        names = set(user.groups.values_list("name", flat=True))
        cached = next((role for role in reversed(Role) if role in names), "")
        user._farm_role = cached  # type: ignore[attr-defined]
    return Role(cached) if cached else None
