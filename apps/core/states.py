"""A state machine is a table: from each state, the states one may move to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

from apps.core.errors import Conflict
from apps.core.wording import gettext_noop

S = TypeVar("S")


@dataclass(frozen=True)
class StateMachine(Generic[S]):
    """Answers questions about a transition table and refuses moves outside it."""

    table: Mapping[S, frozenset[S]]

    @classmethod
    def of(cls, table: Mapping[S, set[S]]) -> Self:
        """Make one from plain sets."""
        return cls({state: frozenset(targets) for state, targets in table.items()})

    def can(self, source: S, target: S) -> bool:
        """Whether the table knows this move."""
        return target in self.table[source]

    def check(self, source: S, target: S) -> None:
        """Raise Conflict if the table does not know this move."""
        if not self.can(source, target):
            raise Conflict(
                gettext_noop("%(source)s cannot become %(target)s")
                % {"source": source, "target": target},
                code="ILLEGAL_MOVE",
            )

    def is_final(self, state: S) -> bool:
        """Whether nothing leads out of `state`."""
        return not self.table[state]
