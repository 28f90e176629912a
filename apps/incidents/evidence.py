"""What is known about a run that went wrong, as English sentences, spoken when they are shown."""

from django.utils.translation import override

from apps.core.wording import gettext_noop
from apps.dispatch.models import STATES, PrintRun, RunHistory
from apps.dispatch.states import RunState
from apps.incidents.texts import words_of

ROWS = 6
"""How many of the last moves of a run are told."""


def about_run(run: PrintRun, code: str, error: str = "") -> list[str]:
    """The cause, the machine's own words, how far it was, and its last moves."""
    with override("en"):
        found = [str(words_of(code).probable)]
    if error:
        found.append(gettext_noop("The machine or the farm said: %(error)s") % {"error": error})
    found.append(_progress(run))
    return [sentence for sentence in found if sentence] + about_history(run)


def about_history(run: PrintRun) -> list[str]:
    """The last moves of a run, oldest first."""
    rows = list(RunHistory.objects.filter(run=run).order_by("-id")[:ROWS])
    return [_move(row) for row in reversed(rows)]


def _progress(run: PrintRun) -> str:
    if run.progress is None or run.started_at is None:
        return ""
    if run.layer is None or run.layers is None:
        return gettext_noop("%(percent)s %% were printed.") % {
            "percent": f"{run.progress * 100:.0f}"
        }
    return gettext_noop("%(percent)s %% were printed, layer %(layer)s of %(layers)s.") % {
        "percent": f"{run.progress * 100:.0f}",
        "layer": run.layer,
        "layers": run.layers,
    }


def _move(row: RunHistory) -> str:
    with override("en"):
        state = str(STATES[RunState(row.target)])
    values = {"at": f"{row.at:%Y-%m-%d %H:%M:%S}", "state": state, "reason": row.reason}
    if not row.reason:
        return gettext_noop("%(at)s UTC: %(state)s") % values
    return gettext_noop("%(at)s UTC: %(state)s (%(reason)s)") % values
