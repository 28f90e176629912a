"""How long until the next look at a machine."""

from apps.printers.port import Activity
from apps.printers.states import Link

IDLE_FACTOR = 2.5
DEAD_LIMIT_S = 30.0
WORKING = frozenset({Activity.PRINTING, Activity.PAUSED, Activity.BUSY, Activity.ATTENTION})


def next_look_s(*, activity: Activity, link: Link, misses: int, base_s: float) -> float:
    """Seconds until the next look; `base_s` is the interval while it works.

    Seldom while idle; while nothing answers, twice as long after each miss, up to 30 s,
    but never longer than `base_s` before the printer counts as offline.
    """
    if link in {Link.OFFLINE, Link.AUTH_ERROR} or misses:
        patient = link in {Link.OFFLINE, Link.AUTH_ERROR}
        return min(DEAD_LIMIT_S, base_s * 2 ** min(misses, 6)) if patient else base_s
    return base_s if activity in WORKING else base_s * IDLE_FACTOR
