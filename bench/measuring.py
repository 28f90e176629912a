"""How a figure is taken, and how it is written down."""

from collections.abc import Callable
from dataclasses import dataclass
from time import process_time


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what, how long (CPU seconds of one call), and times the yardstick."""

    what: str
    seconds: float
    yardstick: str
    ratio: float


def cpu_s(work: Callable[[], object], repeats: int = 3) -> float:
    """The least CPU time of some calls, in seconds."""
    best = float("inf")
    for _ in range(repeats):
        began = process_time()
        work()
        best = min(best, process_time() - began)
    return best


def compare(what: str, work: Callable[[], object], yardstick: str, measure: float) -> Row:
    """A row for `work`, compared with `measure` seconds of the yardstick."""
    seconds = cpu_s(work)
    return Row(what, seconds, yardstick, seconds / measure)
