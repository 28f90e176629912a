"""What people do at a printer and on the whole farm, as far as it touches runs."""

from django.db import transaction

from apps.accounts.services import Actor, audit
from apps.core.errors import Conflict, Unavailable
from apps.core.wording import gettext_noop
from apps.dispatch.causes import Cause
from apps.dispatch.control import cancel_run, pause_run, resume_run
from apps.dispatch.models import FarmSwitch, PrintRun
from apps.dispatch.outcome import end
from apps.dispatch.snapshot import dispatching
from apps.dispatch.soon import dispatch_soon
from apps.dispatch.states import BEFORE_START, HOLDS_ITS_PRINTER, RUN, RunState
from apps.printers.models import Printer
from apps.printers.port import MachineError
from apps.printers.services import set_service
from apps.printers.states import Service
from apps.printers.targets import machine_of


def holding_run(printer: Printer) -> PrintRun:
    """The run that holds this printer; raises Conflict when there is none."""
    run = PrintRun.objects.filter(printer=printer, state__in=HOLDS_ITS_PRINTER).first()
    if run is None:
        raise Conflict(
            gettext_noop("%(printer)s works on no job of ours") % {"printer": printer.name},
            code="NO_RUN",
        )
    return run


def pause_printer(printer: Printer, *, actor: Actor) -> None:
    """Pause the run on this printer."""
    pause_run(holding_run(printer), actor=actor)


def resume_printer(printer: Printer, *, actor: Actor) -> None:
    """Let the run on this printer go on."""
    resume_run(holding_run(printer), actor=actor)


def cancel_printer(printer: Printer, *, actor: Actor, requeue: bool = True) -> None:
    """Cancel the run on this printer."""
    cancel_run(holding_run(printer), actor=actor, requeue=requeue)


def emergency_stop(printer: Printer, *, actor: Actor) -> None:
    """Stop the machine now, from where this is called, whatever the farm thinks of it.

    The printer is held afterwards and its run fails. Raises Unavailable when it is not reached.
    """
    audit(actor, "printer.emergency_stop", f"printer/{printer.pk}")
    try:
        machine_of(printer).stop()
    except MachineError as error:
        message = gettext_noop("%(printer)s was not reached: %(error)s. Cut its power by hand.") % {
            "printer": printer.name,
            "error": error,
        }
        raise Unavailable(message, code="STOP_NOT_HEARD") from error
    set_service(printer, Service.HELD, actor=actor, reason=gettext_noop("emergency stop"))
    run = PrintRun.objects.filter(printer=printer, state__in=HOLDS_ITS_PRINTER).first()
    if run and RUN.can(RunState(run.state), RunState.FAILED):
        error_text = gettext_noop("emergency stop by %(actor)s") % {"actor": actor.name}
        end(run, RunState.FAILED, cause=Cause.EMERGENCY_STOP, error=error_text, actor=actor)


@transaction.atomic
def set_maintenance(printer: Printer, when: str, *, actor: Actor, reason: str = "") -> None:
    """Take a printer out of service, `now` or `after_run`.

    Runs before the start leave at once; `now` cancels and requeues a print, `after_run`
    lets it end (the printer drains).
    """
    run = PrintRun.objects.filter(printer=printer, state__in=HOLDS_ITS_PRINTER).first()
    stays = run is not None and run.state not in BEFORE_START and when != "now"
    if run and not stays:
        cancel_run(run, actor=actor)
    target = Service.DRAINING if stays else Service.MAINTENANCE
    set_service(printer, target, actor=actor, reason=reason)


def stop_dispatch(*, actor: Actor, reason: str = "") -> FarmSwitch:
    """Nothing new starts on the whole farm; prints go on."""
    dispatching()
    FarmSwitch.objects.filter(pk=1).update(dispatching=False, by=actor.name, reason=reason[:200])
    audit(actor, "farm.stop_dispatch", reason=reason)
    return dispatching()


def resume_dispatch(*, actor: Actor) -> FarmSwitch:
    """The farm starts prints again."""
    dispatching()
    FarmSwitch.objects.filter(pk=1).update(dispatching=True, by=actor.name, reason="")
    audit(actor, "farm.resume_dispatch")
    dispatch_soon()
    return dispatching()
