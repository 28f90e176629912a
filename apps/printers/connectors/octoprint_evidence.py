"""What OctoPrint's answers prove about the start and the end of one print."""

from typing import Any

from apps.core.wording import gettext_noop
from apps.printers.connectors.answers import inner, number
from apps.printers.port import Activity, Evidence, Proof, Snapshot


def weigh(snapshot: Snapshot, path: str, baseline: str, info: dict[str, Any] | None) -> Evidence:
    """The finding; `info` is the host's file information, None where the file is gone.

    Our path alone proves nothing, staging selects it; besides it there must be a move
    under way, a file position, or a counted print newer than the baseline.
    """
    ours = snapshot.remote_file == path
    return (
        (_running(snapshot) if ours else None)
        or _counted(snapshot, baseline, info)
        or _position(snapshot, ours)
        or _denied(snapshot, info)
        or Evidence(Proof.UNCLEAR, _unclear(snapshot), error=snapshot.error)
    )


def newest_print(info: dict[str, Any] | None) -> dict[str, Any]:
    """The last print that the host counted for a file, empty if none."""
    return inner(info, "prints", "last")


def _running(snapshot: Snapshot) -> Evidence | None:
    ref = snapshot.job_ref
    if snapshot.activity is Activity.PAUSED:
        return Evidence(Proof.PAUSED, gettext_noop("Our file is paused."), ref)
    if snapshot.activity is Activity.PRINTING:
        return Evidence(
            Proof.PRINTING,
            gettext_noop("Our file: %(state)s.") % {"state": snapshot.host_state},
            ref,
        )
    if snapshot.activity is Activity.FINISHED:
        return Evidence(Proof.FINISHED, gettext_noop("Our file is selected at 100 %."), ref)
    return None


def _counted(snapshot: Snapshot, baseline: str, info: dict[str, Any] | None) -> Evidence | None:
    last = newest_print(info)
    date = number(last.get("date"))
    if date is None or date <= _time(baseline):
        return None
    if last.get("success"):
        return Evidence(
            Proof.FINISHED, gettext_noop("The host counts a print of our file that succeeded.")
        )
    if snapshot.error:
        return Evidence(
            Proof.FAILED,
            gettext_noop("The host counts a print of our file that failed."),
            error=snapshot.error,
        )
    # A brown-out of the board looks the same over REST: "Cancelling", then "Operational".
    return Evidence(
        Proof.CANCELLED,
        gettext_noop(
            "The host counts a print of our file that was cancelled, or the board was reset."
        ),
    )


def _position(snapshot: Snapshot, ours: bool) -> Evidence | None:
    if not ours or not snapshot.file_position:
        return None
    return Evidence(
        Proof.UNCLEAR,
        gettext_noop("Our file was read to byte %(position)s.")
        % {"position": snapshot.file_position},
    )


def _denied(snapshot: Snapshot, info: dict[str, Any] | None) -> Evidence | None:
    if info is None or snapshot.activity not in (
        Activity.IDLE,
        Activity.FINISHED,
        Activity.PRINTING,
        Activity.PAUSED,
    ):
        return None
    return Evidence(
        Proof.NOT_STARTED,
        gettext_noop("The host is %(state)s and counts no print of our file since.")
        % {"state": snapshot.host_state},
    )


def _unclear(snapshot: Snapshot) -> str:
    return gettext_noop("The host is %(state)s and tells no more.") % {
        "state": snapshot.host_state or gettext_noop("silent about its state")
    }


def _time(baseline: str) -> float:
    try:
        return float(baseline)
    except ValueError:
        return 0.0
