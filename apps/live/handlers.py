"""What makes the feed speak: domain events, looks at printers, and what people do."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from apps.accounts.models import AuditEntry
from apps.core.whole import whole
from apps.dispatch.models import PrintRun
from apps.events.relay import subscribe
from apps.live import feed
from apps.live.numbers import numbers_of
from apps.telemetry.signals import observed


@subscribe("*")
def tell_change(event_id: int, event: Mapping[str, Any]) -> None:
    """Whatever printer and job an event names are shown anew; safe twice."""
    printers = (
        {event.get("printer"), event.get("source")} if _is_move(event) else {event.get("printer")}
    )
    feed.publish_printers({number for number in printers if isinstance(number, int)})
    job = event.get("job")
    if isinstance(job, int):
        feed.publish_jobs({job})


def _is_move(event: Mapping[str, Any]) -> bool:
    """Both printers of a moved job change."""
    return bool(event["event"] == "JobMoved")


@receiver(observed, dispatch_uid="live.tell_numbers")
def tell_numbers(sender: object, printer_ids: list[int], **kwargs: object) -> None:
    """New figures of printers that were just looked at."""
    if printer_ids:
        feed.publish_numbers(numbers_of(printer_ids))


@receiver(post_save, sender=AuditEntry, dispatch_uid="live.tell_act")
def tell_act(sender: object, instance: AuditEntry, **kwargs: object) -> None:
    """Whatever somebody did to a printer, a job, a run or the farm is shown once it is committed.

    Acts that change no state (a load, a level, a priority) record no domain event.
    """
    kind, _, number = instance.subject.partition("/")
    if instance.action.startswith("farm."):
        transaction.on_commit(feed.publish_farm)
    elif kind in _TELLS and whole(number) is not None:
        transaction.on_commit(partial(_TELLS[kind], {int(number)}))


def _tell_run(ids: set[int]) -> None:
    about = PrintRun.objects.filter(pk__in=ids).values_list("printer_id", "job_id")
    for printer, job in about:
        feed.publish_printers({printer})
        feed.publish_jobs({job})


_TELLS: dict[str, Callable[[set[int]], None]] = {
    "printer": feed.publish_printers,
    "job": feed.publish_jobs,
    "run": _tell_run,
}
