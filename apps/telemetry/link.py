"""Whether a printer is heard: one rule for misses, refusals and returns."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from apps.printers.states import Link

LATE_AFTER = 2
OFFLINE_AFTER = 3
OFFLINE_AFTER_S = 60.0
REFUSALS = 3
ANSWERS_TO_RETURN = 2


class Heard(StrEnum):
    """What became of one look."""

    ANSWER = "answer"
    MISS = "miss"
    REFUSED = "refused"
    UNAUTHORISED = "unauthorised"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A printer's link and the counts behind it."""

    link: Link
    misses: int = 0
    refusals: int = 0
    first_miss_at: datetime | None = None
    answers: int = 0


def judge(view: LinkView, heard: Heard, now: datetime) -> LinkView:
    """The link after one more look.

    Late after 2 misses; offline after 3 over 60 s, or at once on 3 refused connections;
    two answers bring an offline printer back, one any other.
    """
    if heard is Heard.ANSWER:
        answers = view.answers + 1
        back = view.link is not Link.OFFLINE or answers >= ANSWERS_TO_RETURN
        return LinkView(link=Link.ONLINE if back else view.link, answers=answers)
    if heard is Heard.UNAUTHORISED:
        return LinkView(link=Link.AUTH_ERROR)
    first = view.first_miss_at or now
    missed = replace(
        view,
        misses=view.misses + 1,
        refusals=view.refusals + 1 if heard is Heard.REFUSED else 0,
        first_miss_at=first,
        answers=0,
    )
    return replace(missed, link=_after_miss(missed, (now - first).total_seconds()))


def _after_miss(view: LinkView, silent_s: float) -> Link:
    if view.link in {Link.OFFLINE, Link.AUTH_ERROR}:
        return view.link
    if view.refusals >= REFUSALS:
        return Link.OFFLINE
    if view.misses >= OFFLINE_AFTER and silent_s >= OFFLINE_AFTER_S:
        return Link.OFFLINE
    return Link.LATE if view.misses >= LATE_AFTER and view.link is Link.ONLINE else view.link
