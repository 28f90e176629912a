"""The states of a print run and the moves between them."""

from enum import StrEnum

from apps.core.states import StateMachine


class RunState(StrEnum):
    ASSIGNED = "assigned"
    CHECKING = "checking"
    TRANSFERRING = "transferring"
    STAGED = "staged"
    STARTING = "starting"
    UNCONFIRMED = "unconfirmed"
    PRINTING = "printing"
    PAUSING = "pausing"
    PAUSED = "paused"
    RESUMING = "resuming"
    CANCELLING = "cancelling"
    LOST = "lost"
    WRITTEN_OFF = "written_off"
    REJECTED = "rejected"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


S = RunState
ENDS = {S.FINISHED, S.FAILED, S.CANCELLED}

RUN = StateMachine.of(
    {
        S.ASSIGNED: {S.CHECKING, S.CANCELLED, S.FAILED},
        S.CHECKING: {S.TRANSFERRING, S.REJECTED, S.CANCELLED, S.FAILED},
        S.TRANSFERRING: {S.STAGED, S.CANCELLED, S.FAILED},
        S.STAGED: {S.STARTING, S.REJECTED, S.CANCELLED, S.FAILED},
        # A very short print can be over before it is first seen.
        S.STARTING: {S.PRINTING, S.UNCONFIRMED, S.CANCELLING, S.FINISHED, S.FAILED},
        S.UNCONFIRMED: {S.PRINTING, S.PAUSED, S.CANCELLING, S.LOST, S.WRITTEN_OFF} | ENDS,
        S.PRINTING: {S.PAUSING, S.PAUSED, S.CANCELLING, S.LOST} | ENDS,
        S.PAUSING: {S.PAUSED, S.PRINTING, S.CANCELLING, S.LOST} | ENDS,
        # Resumed at the machine: straight to printing.
        S.PAUSED: {S.RESUMING, S.PRINTING, S.CANCELLING, S.LOST} | ENDS,
        S.RESUMING: {S.PRINTING, S.PAUSED, S.CANCELLING, S.LOST} | ENDS,
        S.CANCELLING: {S.LOST} | ENDS,
        S.LOST: {S.PRINTING, S.PAUSED, S.CANCELLING, S.WRITTEN_OFF} | ENDS,
        S.WRITTEN_OFF: ENDS,
        S.REJECTED: set(),
        S.FINISHED: set(),
        S.FAILED: set(),
        S.CANCELLED: set(),
    }
)

HOLDS_ITS_PRINTER = frozenset(state for state in S if not RUN.is_final(state))
COUNTS_IN_FLIGHT = HOLDS_ITS_PRINTER - {S.WRITTEN_OFF}
BEFORE_START = frozenset({S.ASSIGNED, S.CHECKING, S.TRANSFERRING, S.STAGED})
ON_THE_MACHINE = frozenset({S.PRINTING, S.PAUSING, S.PAUSED, S.RESUMING, S.CANCELLING})
IN_DOUBT = frozenset({S.STARTING, S.UNCONFIRMED, S.LOST, S.WRITTEN_OFF})
"""The start call may have been heard; only evidence or an operator tells what became of it."""


class Approval(StrEnum):
    """Whether somebody is asked before the start (the first runs of a new printer)."""

    NOT_REQUIRED = "not_required"
    AWAITED = "awaited"
    GIVEN = "given"


class FirstLayer(StrEnum):
    """The verdict on the first layer."""

    NOT_REQUIRED = "not_required"
    AWAITED = "awaited"
    OK = "ok"
    FAILED = "failed"
    OVERDUE = "overdue"


class Quality(StrEnum):
    """The verdict on the part."""

    NOT_REQUIRED = "not_required"
    AWAITED = "awaited"
    GOOD = "good"
    SCRAP = "scrap"
