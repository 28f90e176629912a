"""The states of a job, and the words of its lane."""

from enum import StrEnum

from apps.core.states import StateMachine


class JobState(StrEnum):
    """Queued, active and completed follow from the demand counters; the others are decided."""

    RECEIVED = "received"
    QUEUED = "queued"
    ACTIVE = "active"
    HELD = "held"
    COMPLETED = "completed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Lane(StrEnum):
    """Express goes first."""

    EXPRESS = "express"
    STANDARD = "standard"


S = JobState

JOB = StateMachine.of(
    {
        S.RECEIVED: {S.QUEUED, S.HELD, S.REJECTED, S.CANCELLED},
        S.QUEUED: {S.ACTIVE, S.HELD, S.CANCELLED, S.FAILED, S.COMPLETED},
        S.ACTIVE: {S.QUEUED, S.HELD, S.CANCELLED, S.FAILED, S.COMPLETED},
        S.HELD: {S.QUEUED, S.ACTIVE, S.CANCELLED, S.FAILED, S.COMPLETED},
        S.COMPLETED: set(),
        S.REJECTED: set(),
        S.CANCELLED: set(),
        S.FAILED: set(),
    }
)
OPEN = frozenset(state for state in JobState if not JOB.is_final(state))
DISPATCHABLE = frozenset({S.QUEUED, S.ACTIVE})


class HoldReason(StrEnum):
    """Why a job waits for a person."""

    ASKED = "HOLD_ASKED"
    PROFILE_UNKNOWN = "PROFILE_UNKNOWN"
    MATERIAL_UNKNOWN = "MATERIAL_UNKNOWN"
    NO_GOOD_PART = "NO_GOOD_PART"
    FILE_UNREADABLE = "FILE_UNREADABLE"


def demand_state(*, quantity: int, good: int, in_flight: int, given_up: int) -> JobState:
    """The state that follows from the counters of a job nobody holds.

    Completed when nothing is wanted any more and nothing is under way (cancelled, if every
    part was given up); active while something is under way; else queued.
    """
    if good + given_up >= quantity and in_flight == 0:
        return S.COMPLETED if good else S.CANCELLED
    return S.ACTIVE if in_flight else S.QUEUED
