"""The one typed reader of the environment; every wrong variable is reported at once, by name."""

from pathlib import Path
from typing import Any

import dj_database_url
from environs import Env, EnvError, ValidationError

env = Env(eager=False)
BASE_DIR = Path(__file__).resolve().parent.parent


def read() -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The values by name, and for each wrong variable its messages (its default is used then)."""
    values: dict[str, Any] = {
        "data": env.path("FARM_DATA", default=BASE_DIR / "var"),
        "debug": env.bool("FARM_DEBUG", default=False),
        "database_url": env.str("FARM_DATABASE_URL", default=""),
        "broker_url": env.str("FARM_BROKER_URL", default=""),
        "channels_url": env.str("FARM_CHANNELS_URL", default=""),
        "secret_key": env.str("FARM_SECRET_KEY", default=""),
        "encryption_keys": env.list("FARM_ENCRYPTION_KEYS", default=[]),
        "allowed_hosts": env.list("FARM_ALLOWED_HOSTS", default=["*"]),
        "csrf_origins": env.list("FARM_CSRF_ORIGINS", default=[]),
        "https": env.bool("FARM_HTTPS", default=False),
        "max_upload_mb": env.int("FARM_MAX_UPLOAD_MB", default=1024, validate=_positive),
        "language": env.str("FARM_LANGUAGE", default="en", validate=_language),
        "time_zone": env.str("FARM_TIME_ZONE", default="UTC", validate=_zone),
        "poll_s": env.float("FARM_POLL_S", default=2.0, validate=_positive),
        "transfers": env.int("FARM_TRANSFERS", default=4, validate=_positive),
        "telemetry_days": env.int("FARM_TELEMETRY_DAYS", default=30, validate=_positive),
        "log_level": env.str("FARM_LOG_LEVEL", default="INFO", validate=_level),
    }
    try:
        env.seal()
    except EnvError as error:
        wrong = dict(getattr(error, "error_messages", {}) or {"FARM_*": [str(error)]})
        return _with_defaults(values, wrong), {k: [str(t) for t in v] for k, v in wrong.items()}
    return values, {}


def database(url: str, sqlite_file: Path) -> dict[str, Any]:
    """Django's settings of the database at `url`, or of SQLite when there is none.

    An address of another kind is told by a system check, not by a traceback.
    """
    if not url.startswith(("postgresql://", "postgres://")):
        return _sqlite(sqlite_file)
    parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    # A pool: every ASGI request and every task would else open a connection of its own.
    pool = {"pool": {"min_size": 1, "max_size": 16, "timeout": 20}}
    return {**parsed, "OPTIONS": {**parsed.get("OPTIONS", {}), **pool}}


def _sqlite(file: Path) -> dict[str, Any]:
    """Many threads, one writer: a transaction takes the write lock when it begins.

    `synchronous=FULL`: a power cut must not lose a send marker.
    """
    return {
        "ENGINE": "apps.core.sqlite",
        "NAME": file,
        "TEST": {"NAME": ":memory:"},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
        },
    }


def _with_defaults(values: dict[str, Any], wrong: dict[str, Any]) -> dict[str, Any]:
    """Values that could not be read are None: put something in their place so that Django can tell."""
    defaults = {
        "max_upload_mb": 1024,
        "language": "en",
        "time_zone": "UTC",
        "poll_s": 2.0,
        "transfers": 4,
        "telemetry_days": 30,
        "log_level": "INFO",
        "debug": False,
        "https": False,
    }
    for variable in wrong:
        name = variable.removeprefix("FARM_").lower()
        if name in values:
            values[name] = defaults.get(name, values[name])
    return values


def _positive(value: float) -> None:
    if value <= 0:
        raise ValidationError("must be greater than 0")


def _language(value: str) -> None:
    if value not in {"de", "en"}:
        raise ValidationError("must be de or en")


def _level(value: str) -> None:
    if value not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValidationError("must be DEBUG, INFO, WARNING or ERROR")


def _zone(value: str) -> None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415

    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValidationError("is no time zone; take a name such as Europe/Berlin") from None
