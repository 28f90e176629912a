"""Pairs that rest: a job that could not be brought to a printer is not tried there again at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from apps.core.wording import gettext_noop
from apps.dispatch.assignment import Reason
from apps.dispatch.causes import Attribution
from apps.dispatch.models import PrintRun
from apps.dispatch.states import RunState

REMEMBERED = timedelta(hours=2)
FIRST_WAIT_S = 30.0
LONGEST_WAIT_S = 1800.0
NOT_A_TRY = (Attribution.FARM, Attribution.NETWORK)


def wait_s(failures: int) -> float:
    """How long a pair rests after so many failures: twice as long each time, at most half an hour."""
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** (failures - 1))


def resting_pairs(jobs: Iterable[int], now: datetime) -> Mapping[int, Mapping[int, Reason]]:
    """For each job the printers that rest, with the reason to show."""
    rows = PrintRun.objects.filter(
        job__in=list(jobs),
        state=RunState.FAILED,
        attribution__in=NOT_A_TRY,
        finished_at__gte=now - REMEMBERED,
    ).values_list("job", "printer", "finished_at")
    ends: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    for job, printer, finished_at in rows:
        if finished_at is not None:
            ends[job, printer].append(finished_at)
    found: dict[int, dict[int, Reason]] = defaultdict(dict)
    for (job, printer), times in ends.items():
        until = max(times) + timedelta(seconds=wait_s(len(times)))
        if until > now:
            found[job][printer] = _reason(until)
    return found


def _reason(until: datetime) -> Reason:
    text = gettext_noop("The job could not be brought to this printer; tried again at %(at)s.")
    remedy = gettext_noop("Look at the last run there: the host's key, space or network")
    return Reason("PAIR_RESTS", text, remedy, {"at": f"{timezone.localtime(until):%H:%M:%S}"})
