"""The one relay: numbers events in the order of their commits and tells the subscribers."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from apps.core import clock
from apps.core.locks import only_one
from apps.events.models import OutboxEvent

log = logging.getLogger(__name__)

Subscriber = Callable[[int, Mapping[str, Any]], None]
"""Called with the event's row id and payload; at least once, so it must be safe twice."""

_subscribers: dict[str, list[Subscriber]] = defaultdict(list)
PATIENCE = 5
"""After so many failures an event is put aside with its error, and never blocks the others."""


def subscribe(*names: str) -> Callable[[Subscriber], Subscriber]:
    """Decorate a handler of the named events; `*` hears all."""

    def add(handler: Subscriber) -> Subscriber:
        for name in names:
            if handler not in _subscribers[name]:
                _subscribers[name].append(handler)
        return handler

    return add


def relay_once(limit: int = 500) -> int:
    """Number and deliver waiting events; returns how many. Does nothing while another relay works."""
    with only_one("relay") as mine:
        if not mine:
            return 0
        waiting = list(OutboxEvent.objects.filter(relayed_at=None).order_by("id")[:limit])
        last = OutboxEvent.objects.aggregate(top=Max("sequence"))["top"] or 0
        now = clock.now()
        for event in waiting:
            if event.sequence is None:
                last += 1
                event.sequence = last
                OutboxEvent.objects.filter(pk=event.pk).update(sequence=last)
            _deliver(event, now)
        return len(waiting)


def _deliver(event: OutboxEvent, now: datetime) -> None:
    failed = ""
    for handler in (*_subscribers[event.name], *_subscribers["*"]):
        try:
            handler(event.pk, {"event": event.name, "at": event.recorded_at, **event.payload})
        except Exception as error:
            log.exception("event %s (%s): a subscriber failed", event.pk, event.name)
            failed = f"{type(error).__name__}: {error}"
    attempts = event.attempts + 1
    done = now if not failed or attempts >= PATIENCE else None
    OutboxEvent.objects.filter(pk=event.pk).update(relayed_at=done, attempts=attempts, error=failed)
