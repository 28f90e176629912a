"""How an incident goes from open to resolved."""

from enum import StrEnum

from apps.core.states import StateMachine


class IncidentState(StrEnum):
    """Whether somebody has seen it, and whether it is put right."""

    OPEN = "open"
    SEEN = "acknowledged"
    RESOLVED = "resolved"


S = IncidentState
INCIDENT = StateMachine.of({S.OPEN: {S.SEEN, S.RESOLVED}, S.SEEN: {S.RESOLVED}, S.RESOLVED: set()})
