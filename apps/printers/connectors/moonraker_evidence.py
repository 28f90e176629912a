"""What Moonraker's live state and history prove about one print."""

from collections.abc import Sequence
from typing import Any

from apps.core.wording import gettext_noop
from apps.printers.connectors.answers import text
from apps.printers.connectors.moonraker_state import READY, Answers
from apps.printers.port import Evidence, Proof

LIVE = {
    "printing": Proof.PRINTING,
    "paused": Proof.PAUSED,
    "complete": Proof.FINISHED,
    "cancelled": Proof.CANCELLED,
    "error": Proof.FAILED,
}
ENDS = {
    "completed": Proof.FINISHED,
    "cancelled": Proof.CANCELLED,
    "error": Proof.FAILED,
    "klippy_shutdown": Proof.FAILED,
    "klippy_disconnect": Proof.FAILED,
}


def weigh(
    answers: Answers, rows: Sequence[dict[str, Any]] | None, path: str, baseline: str
) -> Evidence:
    """The finding; `rows` are history rows, newest first, None where there is no history.

    Rows are matched by file name: a row appears only with Klipper's next status, and a
    restart of Moonraker ends it as `server_exit` while the print goes on.
    """
    row = _our_row(rows or (), path, baseline)
    ref = text(row.get("job_id")) or None
    return (
        _live(answers, path, ref)
        or _by_history(answers, row, ref)
        or _denied(answers, rows, row)
        or Evidence(Proof.UNCLEAR, _unclear(answers, row), ref, answers.away)
    )


def _our_row(rows: Sequence[dict[str, Any]], path: str, baseline: str) -> dict[str, Any]:
    for row in rows:
        if baseline and row.get("job_id") == baseline:
            break
        if row.get("filename") == path:
            return row
    return {}


def _live(answers: Answers, path: str, ref: str | None) -> Evidence | None:
    if answers.filename != path or answers.print_state not in LIVE:
        return None
    if answers.host in ("error", "shutdown"):
        said = gettext_noop("Klipper is in %(state)s with our file loaded.") % {
            "state": answers.host
        }
        return Evidence(Proof.FAILED, said, ref, answers.cause)
    if answers.host != READY:
        return None
    proof = LIVE[answers.print_state]
    error = answers.cause if proof is Proof.FAILED else ""
    return Evidence(
        proof, gettext_noop("Our file: %(state)s.") % {"state": answers.print_state}, ref, error
    )


def _by_history(answers: Answers, row: dict[str, Any], ref: str | None) -> Evidence | None:
    status = text(row.get("status"))
    proof = ENDS.get(status)
    if proof is None:
        return None
    error = (_cause(answers) or status) if proof is Proof.FAILED else ""
    return Evidence(
        proof,
        gettext_noop("The host's history names our file: %(state)s.") % {"state": status},
        ref,
        error,
    )


def _cause(answers: Answers) -> str:
    """Klipper's text, only while it is in error: a later print's text is not ours."""
    return answers.cause if answers.host in ("error", "shutdown") else ""


def _denied(
    answers: Answers, rows: Sequence[dict[str, Any]] | None, row: dict[str, Any]
) -> Evidence | None:
    if answers.host != READY or row or rows is None:
        return None
    return Evidence(
        Proof.NOT_STARTED,
        gettext_noop(
            "Klipper is ready, its print state is %(state)s, "
            "and neither it nor the history names our file."
        )
        % {"state": answers.print_state or gettext_noop("not told")},
    )


def _unclear(answers: Answers, row: dict[str, Any]) -> str:
    if row:
        return gettext_noop("The history names our file (%(state)s), Klipper does not.") % {
            "state": text(row.get("status"))
        }
    return answers.away or gettext_noop("Klipper is %(state)s and names no file of ours.") % {
        "state": answers.host or gettext_noop("silent")
    }
