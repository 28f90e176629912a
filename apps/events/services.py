"""Recording events."""

from dataclasses import asdict

from django.db import transaction

from apps.core.nudging import nudge
from apps.events.catalog import Event
from apps.events.models import OutboxEvent


def record(event: Event) -> None:
    """Write `event` into the outbox of the running transaction.

    Raises RuntimeError outside of one: the event would not be true with what it tells.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() needs the transaction that makes the event true")
    OutboxEvent.objects.create(
        name=type(event).__name__, subject=event.subject, payload=asdict(event)
    )
    nudge("apps.events.tasks.relay")
