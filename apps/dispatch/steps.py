"""The steps of a run before the machine prints: check, send, start; each safe to repeat."""

import logging
from dataclasses import dataclass

from django.db import transaction

from apps.core import clock, stopping
from apps.core.errors import Conflict
from apps.core.wording import gettext_noop
from apps.dispatch.causes import Cause
from apps.dispatch.models import PrintRun
from apps.dispatch.moves import move, touch
from apps.dispatch.outcome import end
from apps.dispatch.soon import step_soon, transfer_soon
from apps.dispatch.states import Approval, RunState
from apps.jobs.storage import path_of
from apps.preflight import services as preflight
from apps.preflight.answers import Finding
from apps.printers import bed
from apps.printers.models import Observation
from apps.printers.port import MachineError, Rejected, Unauthorised, Upload
from apps.printers.probing import keep_identity
from apps.printers.targets import machine_of
from apps.telemetry.observing import look_now

log = logging.getLogger(__name__)
S = RunState

TRANSFER_TRIES = 3
TRANSFER_BACKOFF_S = (5.0, 30.0, 120.0)
READY_PATIENCE_S = 90.0
"""How long a start waits for a host that is coming up, busy or settling."""
FIRST_LOOK_S = 0.3
APPROVAL_LOOK_S = 600.0


def check(run: PrintRun) -> None:
    """assigned → checking → transferring, or rejected with the report."""
    if run.state == S.ASSIGNED:
        move(run, S.CHECKING)
    report, findings = preflight.check(run.job, run.printer)
    touch(run, report=report)
    if report.passed:
        with transaction.atomic():
            move(
                run,
                S.TRANSFERRING,
                reason=gettext_noop("preflight passed"),
                next_step_at=clock.now(),
            )
            transfer_soon(run.pk)
    else:
        end(run, S.REJECTED, reason=_sentences(findings))


def transfer(run: PrintRun) -> None:
    """transferring → staged: bring the file there, verified; tries again later, then gives up."""
    touch(run, transfer_tries=run.transfer_tries + 1)
    try:
        remote_path = machine_of(run.printer).upload(_upload(run), _Progress(run))
    except Unauthorised as error:
        end(run, S.FAILED, cause=Cause.TRANSFER_FAILED, error=str(error))
        return
    except MachineError as error:
        _transfer_failed(run, error)
        return
    with transaction.atomic():
        move(
            run,
            S.STAGED,
            reason=gettext_noop("%(size)s bytes sent and verified") % {"size": run.gcode.size},
            remote_path=remote_path,
            sent_bytes=run.gcode.size,
            next_step_at=clock.now(),
        )
        step_soon(run.pk)


def _transfer_failed(run: PrintRun, error: MachineError) -> None:
    if run.transfer_tries >= TRANSFER_TRIES:
        end(run, S.FAILED, cause=Cause.TRANSFER_FAILED, error=str(error))
        return
    log.info("run %s: sending failed (%s), again later", run.pk, error)
    wait_s = TRANSFER_BACKOFF_S[min(run.transfer_tries, len(TRANSFER_BACKOFF_S)) - 1]
    touch(run, next_step_at=clock.after(wait_s), error=str(error)[:500])


def _upload(run: PrintRun) -> Upload:
    return Upload(
        path=path_of(run.gcode),
        name=run.remote_name,
        size=run.gcode.size,
        sha256=run.gcode.sha256,
        sha1=run.gcode.sha1,
    )


@dataclass
class _Progress:
    """Writes how much is sent, each tenth; looks whether somebody wants the run to end."""

    run: PrintRun
    written: int = 0

    def __call__(self, sent: int) -> None:
        stopping.check()
        if sent - self.written >= max(self.run.gcode.size // 10, 1 << 20):
            self.written = sent
            touch(self.run, sent_bytes=sent, leased_until=clock.after(120))


def start(run: PrintRun) -> None:
    """staged → starting: the one start call, on facts read now, its marker committed before it."""
    if run.approval == Approval.AWAITED:
        touch(run, next_step_at=clock.after(APPROVAL_LOOK_S))
        return
    machine = machine_of(run.printer)
    try:
        _identify_once(run)
        look_now(run.printer)
        run.printer.refresh_from_db()
        if not _passes(run):
            return
        baseline = machine.baseline(run.remote_name)
        machine.stage(run.remote_path)
    except (Rejected, Unauthorised) as error:
        end(run, S.FAILED, cause=Cause.TRANSFER_FAILED, error=str(error))
        return
    except MachineError as error:
        _not_yet(run, str(error))
        return
    if _marked(run, baseline):
        _send(run)


def _identify_once(run: PrintRun) -> None:
    seen = Observation.objects.filter(printer=run.printer).first()
    if seen is None or seen.identified_at is None:
        keep_identity(run.printer, machine_of(run.printer).identify())


def _passes(run: PrintRun) -> bool:
    """Whether the preflight passes on these facts; what passes by itself is waited for."""
    report, findings = preflight.check(run.job, run.printer)
    touch(run, report=report)
    if report.passed:
        return True
    blocking = preflight.blocking(findings)
    if {finding.code for finding in blocking} == {"PRINTER_IS_READY"}:
        _not_yet(run, _sentences(findings))
    else:
        end(run, S.REJECTED, reason=_sentences(findings))
    return False


def _not_yet(run: PrintRun, why: str) -> None:
    if (clock.now() - run.state_since).total_seconds() > READY_PATIENCE_S:
        end(run, S.REJECTED, reason=why)
    else:
        touch(run, next_step_at=clock.after(3), error=why[:500])


def _marked(run: PrintRun, baseline: str) -> bool:
    """Commit the send marker and take the bed's clearance for it, in one transaction."""
    try:
        with transaction.atomic():
            now = clock.now()
            move(
                run,
                S.STARTING,
                reason=gettext_noop("start marker"),
                start_sent_at=now,
                baseline=baseline,
                error="",
                next_step_at=clock.after(FIRST_LOOK_S),
            )
            bed.consume_clearance(
                run.printer, gettext_noop("print of %(job)s") % {"job": run.job.name}, run_id=run.pk
            )
    except Conflict as error:
        if error.code != "BED_NOT_CLEAR":
            raise
        run.refresh_from_db()
        end(run, S.REJECTED, reason=error.message)
        return False
    return True


def _send(run: PrintRun) -> None:
    """The one start call; whatever comes back, evidence tells what became of it."""
    try:
        machine_of(run.printer).start(run.remote_path)
    except MachineError as error:
        log.warning("run %s: the start was not confirmed: %s", run.pk, error)
        touch(run, error=str(error)[:500])


def _sentences(findings: tuple[Finding, ...]) -> str:
    return " ".join(finding.answer.text for finding in preflight.blocking(findings))
