"""A text column that is encrypted at rest: the first key writes, every key reads."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet as _Fernet
from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.core.errors import Unavailable

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


def cipher() -> MultiFernet:
    """The cipher of `settings.ENCRYPTION_KEYS`; rotate by putting a new key first."""
    return MultiFernet([_Fernet(key) for key in settings.ENCRYPTION_KEYS])


class EncryptedTextField(_TextField):
    """Stores a secret; reading with none of the keys raises Unavailable, filtering is refused."""

    def get_prep_value(self, value: Any) -> Any:
        return cipher().encrypt(value.encode()).decode() if value else value

    def from_db_value(
        self, value: str | None, expression: object, connection: BaseDatabaseWrapper
    ) -> str | None:
        if not value:
            return value
        try:
            return cipher().decrypt(value.encode()).decode()
        except InvalidToken:
            raise Unavailable(
                f"{self.model.__name__}.{self.name} was encrypted with a key that is not in"
                " FARM_ENCRYPTION_KEYS: put the old key at the end of that list",
                code="ENCRYPTION_KEY_MISSING",
            ) from None

    def get_lookup(self, lookup_name: str) -> Callable[..., Any] | None:  # type: ignore[override]
        if lookup_name in {"isnull", "exact"}:
            return None if lookup_name == "exact" else super().get_lookup(lookup_name)
        return None
