"""How much a failed run matters."""

from apps.dispatch.causes import Attribution, Cause

DANGEROUS = frozenset(
    {
        Cause.THERMAL_RUNAWAY,
        Cause.MIN_TEMP,
        Cause.MAX_TEMP,
        Cause.HEATING_TOO_SLOW,
        Cause.EMERGENCY_STOP,
    }
)
"""Causes after which nobody should leave the machine to itself."""


def severity_of(cause: str, attribution: str) -> str:
    """Critical where heat is out of control, a note where somebody meant it, else a warning."""
    if cause in DANGEROUS:
        return "critical"
    return "info" if attribution == Attribution.OPERATOR else "warning"
