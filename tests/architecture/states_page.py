"""Renders docs/states.md from the state tables: `python -m tests.architecture.states_page`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from apps.core.states import StateMachine
from apps.dispatch.states import COUNTS_IN_FLIGHT, HOLDS_ITS_PRINTER, RUN
from apps.jobs.states import JOB
from apps.printers.states import BED, LINK, SERVICE

PAGE = Path(__file__).parents[2] / "docs" / "states.md"
HEAD = """# States

Made from the tables in `states.py`; do not edit. Make it anew with
`python -m tests.architecture.states_page`. Each state is written in one place only
(`apps/dispatch/moves.py`, `apps/jobs/moves.py`, `apps/printers/moves.py`): a conditional UPDATE
with its history row and its event in one transaction.
"""


def render() -> str:
    """The whole page."""
    parts = [
        HEAD,
        _section("Run", RUN),
        f"A run holds its printer while it is {_listed(HOLDS_ITS_PRINTER)}.\n\n"
        f"Its parts count as under way in the same states except "
        f"{_listed(HOLDS_ITS_PRINTER - COUNTS_IN_FLIGHT)}.\n",
        _section("Job", JOB),
        "Queued, active, completed and (when every part was given up) cancelled follow from the"
        " demand counters in the same UPDATE.\n",
        _section("Printer: link", LINK),
        _section("Printer: bed", BED),
        _section("Printer: service", SERVICE),
    ]
    return "\n".join(parts)


def _section(title: str, machine: StateMachine[Any]) -> str:
    rows = [
        f"| {_word(state)} | {_listed(targets) if targets else '*ends here*'} |"
        for state, targets in machine.table.items()
    ]
    return "\n".join([f"## {title}\n", "| from | to |", "|---|---|", *rows, ""])


def _listed(states: Iterable[str]) -> str:
    return ", ".join(sorted(_word(state) for state in states))


def _word(state: str) -> str:
    return str(state).replace("_", " ")


if __name__ == "__main__":
    PAGE.write_text(render())
