"""A text column that is encrypted at rest: the first key writes, every key reads."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet as _Fernet
from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from apps.core.errors import Unavailable

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


def cipher() -> MultiFernet:
    """The cipher of `settings.ENCRYPTION_KEYS`; rotate by putting a new key first."""
    return MultiFernet([_Fernet(key) for key in settings.ENCRYPTION_KEYS])


class Sealed(str):
    """A secret as it is stored."""

    __slots__ = ()


class Opened(DeferredAttribute):
    """Opens the secret when somebody asks for it."""

    field: "EncryptedTextField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.opened(value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        """Keep it; a descriptor that can be set is asked before the instance's own values."""
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(_TextField):
    """Stores a secret; filtering is refused.

    A row is read without opening its secret, so that one which can not be opened hides nothing
    else; asking for such a secret raises Unavailable.
    """

    descriptor_class = Opened

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        held = model_instance.__dict__.get(self.attname)
        return held if isinstance(held, Sealed) else super().pre_save(model_instance, add)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed) or not value:
            return str(value) if value else value
        return cipher().encrypt(value.encode()).decode()

    def from_db_value(
        self, value: str | None, expression: object, connection: BaseDatabaseWrapper
    ) -> str | None:
        return Sealed(value) if value else value

    def opened(self, value: Sealed) -> str:
        """The secret; raises Unavailable when no key opens it."""
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
