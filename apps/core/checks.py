"""System checks: a wrong setting is found at start, with the name of its variable."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core import checks

REDIS = ("redis://", "rediss://")
ADDRESSES = (
    (
        "FARM_DATABASE_URL",
        "database_url",
        ("postgresql://", "postgres://"),
        "postgresql://farm@db/farm",
    ),
    ("FARM_BROKER_URL", "broker_url", (*REDIS, "amqp://", "amqps://"), "redis://redis:6379/0"),
    ("FARM_CHANNELS_URL", "channels_url", REDIS, "redis://redis:6379/1"),
)


@checks.register()
def environment_is_readable(app_configs: Any, **_: object) -> Sequence[checks.CheckMessage]:
    """One error for each variable that could not be read."""
    return [
        checks.Error(
            f"{variable}: {' '.join(messages)}",
            hint=f"Correct {variable} in the environment, or leave it out for the default.",
            id="core.E001",
        )
        for variable, messages in settings.ENVIRONMENT_ERRORS.items()
    ]


@checks.register()
def encryption_keys_are_keys(app_configs: Any, **_: object) -> Sequence[checks.CheckMessage]:
    """Every key of FARM_ENCRYPTION_KEYS must be a Fernet key."""
    found: list[checks.CheckMessage] = []
    for number, key in enumerate(settings.ENCRYPTION_KEYS, start=1):
        try:
            Fernet(key)
        except ValueError:
            found.append(
                checks.Error(
                    f"FARM_ENCRYPTION_KEYS: key {number} is not 32 bytes in URL-safe base64",
                    hint="Make one with: python -c 'from cryptography.fernet import Fernet;"
                    " print(Fernet.generate_key().decode())'",
                    id="core.E002",
                )
            )
    return found


@checks.register()
def addresses_are_addresses(app_configs: Any, **_: object) -> Sequence[checks.CheckMessage]:
    """Addresses of servers are understood before anybody connects."""
    return [
        checks.Error(
            f"{variable}: {settings.VALUES[name]!r} is no address of such a server",
            hint=f"It begins with {' or '.join(schemes)}, for example {example}",
            id="core.E003",
        )
        for variable, name, schemes, example in ADDRESSES
        if settings.VALUES[name] and not _is_address(settings.VALUES[name], schemes)
    ]


def _is_address(url: str, schemes: tuple[str, ...]) -> bool:
    if not url.startswith(schemes):
        return False
    parts = urlsplit(url)
    number = parts.path.strip("/")
    return bool(parts.hostname) and (not url.startswith("redis") or number.isdigit() or not number)


@checks.register()
def servers_come_together(app_configs: Any, **_: object) -> Sequence[checks.CheckMessage]:
    """Several processes need a database, a broker and a channel layer that all of them reach."""
    names = {
        "FARM_DATABASE_URL": settings.VALUES["database_url"],
        "FARM_BROKER_URL": settings.VALUES["broker_url"],
        "FARM_CHANNELS_URL": settings.VALUES["channels_url"],
    }
    missing = [name for name, value in names.items() if not value]
    if not missing or len(missing) == len(names):
        return []
    return [
        checks.Warning(
            f"{', '.join(missing)} not set while the others are: parts of the farm would not"
            " hear each other",
            hint="Set all three for several processes, or none for the embedded farm.",
            id="core.W001",
        )
    ]
