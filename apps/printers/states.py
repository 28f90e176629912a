"""What a printer can be, facet by facet; the four are never one enumeration."""

from enum import StrEnum

from apps.core.states import StateMachine


class Link(StrEnum):
    """Whether the farm hears the printer."""

    NEVER_SEEN = "never_seen"
    ONLINE = "online"
    LATE = "late"
    OFFLINE = "offline"
    AUTH_ERROR = "auth_error"


class Bed(StrEnum):
    """Whether something lies on the bed; only a confirmation makes it clear."""

    CLEAR = "clear"
    OCCUPIED = "occupied"
    DOUBTFUL = "doubtful"


class Service(StrEnum):
    """Whether people let the printer work."""

    IN_SERVICE = "in_service"
    DRAINING = "draining"
    HELD = "held"
    MAINTENANCE = "maintenance"
    QUARANTINED = "quarantined"
    RETIRED = "retired"


L, B, S = Link, Bed, Service

LINK = StateMachine.of(
    {
        L.NEVER_SEEN: {L.ONLINE, L.AUTH_ERROR, L.OFFLINE},
        L.ONLINE: {L.LATE, L.OFFLINE, L.AUTH_ERROR},
        L.LATE: {L.ONLINE, L.OFFLINE, L.AUTH_ERROR},
        L.OFFLINE: {L.ONLINE, L.AUTH_ERROR},
        L.AUTH_ERROR: {L.ONLINE, L.OFFLINE},
    }
)
BED = StateMachine.of(
    {
        B.CLEAR: {B.OCCUPIED, B.DOUBTFUL},
        B.OCCUPIED: {B.CLEAR},
        B.DOUBTFUL: {B.CLEAR, B.OCCUPIED},
    }
)
_ANY = set(Service)
SERVICE = StateMachine.of(
    {state: (set() if state is S.RETIRED else _ANY - {state}) for state in Service}
)
