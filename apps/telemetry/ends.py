"""Which looks say that something lies on the bed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.core.wording import gettext_noop
from apps.printers.port import Activity, Snapshot

ON_IT = frozenset({Activity.PRINTING, Activity.PAUSED})
UNSURE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the look before had shown."""

    at: datetime
    activity: Activity
    job_ref: str = ""


def occupied_by(before: Before | None, now: Snapshot) -> str:
    """Why the bed must be occupied, in words; empty if this look gives no reason.

    Every print occupies the bed: ours, foreign, or one that ran between two looks.
    """
    name = now.remote_file or gettext_noop("a file of its own")
    if now.activity in ON_IT:
        return gettext_noop("prints %(said)s") % {"said": name}
    if before is None:
        return (
            gettext_noop("had finished %(said)s") % {"said": name}
            if now.activity is Activity.FINISHED
            else ""
        )
    if before.activity in ON_IT:
        return gettext_noop("printed %(said)s") % {"said": name}
    if now.activity is Activity.FINISHED and before.activity is not Activity.FINISHED:
        return gettext_noop("finished %(said)s") % {"said": name}
    if now.job_ref and before.job_ref and now.job_ref != before.job_ref:
        return gettext_noop("printed %(said)s between two looks") % {"said": name}
    return ""


def is_doubtful(before: Before | None, at: datetime) -> bool:
    """Whether the farm looked away long enough for somebody to have used the bed."""
    return before is not None and at - before.at > UNSURE_AFTER
