"""Whether the farm's processes do their work, told by the traces they leave in the tables."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Max, Min

from apps.core import clock
from apps.events.models import OutboxEvent
from apps.printers.models import Observation, Printer
from apps.printers.states import Link, Service

SILENT = timedelta(minutes=1)
SKEW = timedelta(seconds=5)
START = "Start the farm: make run, or docker compose up."


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong and what to do."""

    text: str
    remedy: str


def clock_is_right() -> Trouble | None:
    """Our clock is that of the database, and nothing was recorded in the future."""
    now = clock.now()
    theirs = _database_time()
    if theirs is not None and abs(theirs - now) > SKEW:
        seconds = abs((theirs - now).total_seconds())
        return Trouble(
            f"this machine and the database differ by {seconds:.0f} s",
            "Set both clocks by NTP.",
        )
    last = OutboxEvent.objects.aggregate(last=Max("recorded_at"))["last"]
    if last is not None and last - now > SKEW:
        return Trouble(
            f"something was recorded at {last:%Y-%m-%d %H:%M:%S} UTC, which is still to come",
            "Set the clock by NTP; it went backwards.",
        )
    return None


def _database_time() -> datetime | None:
    """None where the database has no clock of its own."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def printers_are_looked_at() -> Trouble | None:
    """Somebody polls: of the printers that answer, one was seen within the last minute."""
    heard = Printer.objects.exclude(service=Service.RETIRED).filter(link=Link.ONLINE)
    if not heard.exists():
        return None
    last = Observation.objects.aggregate(last=Max("at"))["last"]
    patience = max(SILENT, timedelta(seconds=settings.POLL_S * 5))
    if last is None or clock.now() - last > patience:
        seen = "never" if last is None else f"last at {last:%Y-%m-%d %H:%M} UTC"
        return Trouble(f"no worker asks the printers ({seen})", START)
    return None


def relay_works() -> Trouble | None:
    """No event waits longer than a minute for its delivery."""
    waiting = OutboxEvent.objects.filter(relayed_at=None)
    oldest = waiting.aggregate(oldest=Min("recorded_at"))["oldest"]
    if oldest is not None and clock.now() - oldest > SILENT:
        return Trouble(f"{waiting.count()} events wait since {oldest:%Y-%m-%d %H:%M} UTC", START)
    return None
