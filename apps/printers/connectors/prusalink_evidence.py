"""What PrusaLink's answers prove about one print: while it is a job, all; afterwards, little."""

from apps.core.wording import gettext_noop
from apps.printers.port import Activity, Evidence, Proof, Snapshot

RUNNING = {
    Activity.PRINTING: (Proof.PRINTING, gettext_noop("Our file is the current job.")),
    Activity.BUSY: (
        Proof.PRINTING,
        gettext_noop("Our file is the current job, the printer is busy."),
    ),
    Activity.PAUSED: (Proof.PAUSED, gettext_noop("Our file is the current job and paused.")),
    Activity.ATTENTION: (
        Proof.PAUSED,
        gettext_noop("Our file is the job; it waits for an answer there."),
    ),
}
RESTING = ("IDLE", "READY", "FINISHED", "STOPPED")
OUTCOMES = {
    "FINISHED": (Proof.FINISHED, gettext_noop("The printer shows a finished print and no job.")),
    # A reset of the board shows the same state on the Raspberry Pi.
    "STOPPED": (Proof.CANCELLED, gettext_noop("The printer shows a stopped print and no job.")),
}


def mark(snapshot: Snapshot) -> str:
    """The baseline: job id and state, since an ended job leaves nothing but its state."""
    return f"{snapshot.job_ref or ''}:{snapshot.host_state}"


def began(snapshot: Snapshot, path: str, baseline: str) -> Evidence:
    """Whether `path` is the job, and another one than at the baseline.

    An ended job is not told any more: a resting printer denies our print only while its
    state is what it was before, or plain idle.
    """
    job_before, _, state_before = baseline.partition(":")
    if snapshot.job_ref:
        return _job(snapshot, path, job_before)
    state = snapshot.host_state
    if state in ("IDLE", "READY") or (state in RESTING and state == state_before):
        return Evidence(
            Proof.NOT_STARTED,
            gettext_noop("The printer is %(state)s and has no job.") % {"state": state},
        )
    return Evidence(Proof.UNCLEAR, _silent(state), error=snapshot.error)


def ended(snapshot: Snapshot, path: str, baseline: str) -> Evidence:
    """How a print that was seen as a job ended; only the state tells, and not for long.

    Buddy keeps it until somebody dismisses it, the Raspberry Pi for 11 seconds.
    """
    if snapshot.job_ref:
        found = _job(snapshot, path, baseline.partition(":")[0])
        return Evidence(Proof.UNCLEAR, found.text) if _is_denial(found) else found
    if snapshot.activity is Activity.ERROR:
        return Evidence(
            Proof.FAILED, gettext_noop("The printer is in error."), error=snapshot.error
        )
    if snapshot.host_state in OUTCOMES:
        return Evidence(*OUTCOMES[snapshot.host_state])
    return Evidence(Proof.UNCLEAR, _silent(snapshot.host_state))


def _job(snapshot: Snapshot, path: str, job_before: str) -> Evidence:
    ref = snapshot.job_ref
    if snapshot.remote_file is None:
        return Evidence(
            Proof.UNCLEAR, gettext_noop("Job %(ref)s does not tell its file.") % {"ref": ref}
        )
    if snapshot.remote_file != path or ref == job_before:
        return Evidence(
            Proof.NOT_STARTED,
            gettext_noop("Job %(ref)s is %(remote_file)s, not our print.")
            % {"ref": ref, "remote_file": snapshot.remote_file},
        )
    if snapshot.activity is Activity.ERROR:
        said = gettext_noop("Our file is the job, the printer is in error.")
        return Evidence(Proof.FAILED, said, ref, snapshot.error)
    if snapshot.activity in RUNNING:
        return Evidence(*RUNNING[snapshot.activity], ref)
    proof, said = OUTCOMES.get(snapshot.host_state, (Proof.UNCLEAR, _silent(snapshot.host_state)))
    return Evidence(proof, said, ref)


def _is_denial(found: Evidence) -> bool:
    return found.proof is Proof.NOT_STARTED


def _silent(state: str) -> str:
    return gettext_noop("The printer is %(state)s and does not tell what it printed.") % {
        "state": state or gettext_noop("silent about its state")
    }
