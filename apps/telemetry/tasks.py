"""What Celery runs for telemetry."""

from collections.abc import Iterable

from celery import shared_task
from django.conf import settings
from django.db.models import Q

from apps.core import clock
from apps.core.errors import Unavailable
from apps.core.locks import only_one
from apps.printers.models import Printer
from apps.printers.port import MachineError
from apps.printers.states import Service
from apps.printers.targets import target_of
from apps.printers.wire import Target
from apps.telemetry import samples
from apps.telemetry.looks import Look, failed
from apps.telemetry.observing import observe
from apps.telemetry.poller import poller

SHARD = 100
PATIENCE_S = 0.4


@shared_task
def poll_farm() -> None:
    """Hand out the printers in shards; a shard nobody took within one interval is worth nothing."""
    ids = list(
        Printer.objects.exclude(service=Service.RETIRED).order_by("pk").values_list("pk", flat=True)
    )
    for start in range(0, len(ids), SHARD):
        poll_shard.apply_async((ids[start : start + SHARD],), expires=max(1.0, settings.POLL_S))


@shared_task
def poll_shard(ids: list[int]) -> None:
    """Ask the printers of this shard that are due, and keep every answer that is there."""
    with only_one(f"poll-{ids[0]}") as mine:
        if not mine:
            return
        due = Printer.objects.filter(pk__in=ids).filter(
            Q(next_look_at=None) | Q(next_look_at__lte=clock.now())
        )
        targets, unreadable = _targets(due)
        poller().ask(targets)
        observe([*unreadable, *poller().collect(PATIENCE_S)])


def _targets(printers: Iterable[Printer]) -> tuple[dict[int, Target], list[Look]]:
    """Where to ask, and a failed look for each printer whose key can not be read."""
    targets: dict[int, Target] = {}
    unreadable: list[Look] = []
    for printer in printers:
        try:
            targets[printer.pk] = target_of(printer)
        except Unavailable as error:
            unreadable.append(failed(printer.pk, MachineError(error.message)))
    return targets, unreadable


@shared_task
def prune() -> None:
    """Forget old samples."""
    samples.prune()
