"""What dispatch does when telemetry has looked, and when something happened that may free a printer."""

import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from apps.core import clock
from apps.core.errors import Conflict
from apps.dispatch import progress
from apps.dispatch.causes import Cause
from apps.dispatch.following import Next, Step, after_answer, after_silence, when_heard
from apps.dispatch.models import PrintRun
from apps.dispatch.moves import move, touch
from apps.dispatch.outcome import end
from apps.dispatch.soon import dispatch_soon, step_soon
from apps.dispatch.states import HOLDS_ITS_PRINTER, RunState
from apps.events.relay import subscribe
from apps.printers.models import Printer
from apps.printers.port import Snapshot
from apps.printers.services import set_service
from apps.printers.states import Service
from apps.telemetry.signals import Seen, observed

log = logging.getLogger(__name__)


@receiver(observed, dispatch_uid="dispatch.follow")
def follow(sender: object, looks: list[Seen], **_: object) -> None:
    """Let the runs on these printers follow what was seen."""
    by_printer = {look.printer_id: look for look in looks}
    runs = PrintRun.objects.select_related("job", "gcode", "printer").filter(
        printer__in=by_printer, state__in=HOLDS_ITS_PRINTER
    )
    under_way = []
    for run in runs:
        seen = by_printer[run.printer_id]
        step = _step(run, seen)
        if step.what is Next.PROGRESS and seen.snapshot is not None:
            under_way.append((run, seen.snapshot))
            continue
        try:
            _do(run, step)
        except Conflict as error:
            log.info("run %s: %s", run.pk, error.message)
    _write_progress(under_way)


@transaction.atomic
def _write_progress(under_way: list[tuple[PrintRun, Snapshot]]) -> None:
    """One transaction for all of them: each costs a sync of the disk on SQLite."""
    for run, snapshot in under_way:
        told = progress.columns(run.gcode_id, run.gcode.size, snapshot)
        PrintRun.objects.filter(pk=run.pk, state=run.state).update(
            **told, denials=0, first_denial_at=None
        )


def _step(run: PrintRun, seen: Seen) -> Step:
    state = RunState(run.state)
    if seen.snapshot is None:
        return after_silence(state, seen.link)
    return after_answer(state, run.remote_path, seen.snapshot)


def _do(run: PrintRun, step: Step) -> None:
    match step.what:
        case Next.MOVE if step.target is not None:
            target = when_heard(RunState(run.state), step.target, run.cancel_wanted)
            move(run, target, reason=step.reason)
        case Next.CONCLUDE:
            touch(run, next_step_at=clock.now())
            step_soon(run.pk)
        case Next.LEAVE:
            end(run, RunState.FAILED, cause=Cause.CONTACT_LOST, error=step.reason)
        case _:
            pass


@subscribe("RunEnded", "RunFailed", "RunFinished")
def finish_draining(event_id: int, payload: Mapping[str, Any]) -> None:
    """A printer that was to be maintained after its run is free for it now."""
    printer = Printer.objects.filter(pk=payload["printer"], service=Service.DRAINING).first()
    if printer is not None:
        set_service(printer, Service.MAINTENANCE, reason="drained")


@subscribe("JobQueued", "PrinterChanged", "RunEnded", "RunFailed", "RunFinished", "PrinterOnline")
def look_for_work(event_id: int, payload: Mapping[str, Any]) -> None:
    """A job or a printer may have become free."""
    dispatch_soon()
