"""What Celery runs for events."""

from celery import shared_task

from apps.events.relay import relay_once


@shared_task
def relay() -> None:
    """Deliver what waits in the outbox."""
    while relay_once() == 500:
        pass
