"""The way a run came, step by step."""

from dataclasses import dataclass
from datetime import datetime

from apps.core.speaking import spoken
from apps.dispatch.models import PrintRun
from apps.dispatch.selectors import run_timeline
from apps.dispatch.states import RunState
from apps.live.marks import RUNS, Mark


@dataclass(frozen=True, slots=True)
class Step:
    """One state that the run entered, when, and what was told about it."""

    at: datetime
    mark: Mark
    detail: str
    actor: str


def steps_of(run: PrintRun) -> list[Step]:
    """Oldest first."""
    return [
        Step(entry.at, RUNS[RunState(entry.target)], spoken(entry.reason), _person(entry.actor))
        for entry in run_timeline(run)
    ]


def _person(actor: str) -> str:
    """People are named; the farm is not."""
    return "" if actor == "farm" else actor
