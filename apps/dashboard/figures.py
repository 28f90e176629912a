"""The figures on top of the farm page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum
from django.utils import timezone

from apps.dispatch.models import PrintRun
from apps.dispatch.states import Quality, RunState
from apps.live.marks import LEGEND, Text
from apps.live.tiles import JobRow, PrinterTile, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the farm does now and did today; parts, percent, seconds."""

    waiting_parts: int
    waiting_s: float
    good_today: int
    failed_today: int
    busy: int
    able: int
    next_free: datetime | None
    next_free_on: str

    @property
    def busy_percent(self) -> float | None:
        """Of the printers that could work; None when there is none."""
        return 100 * self.busy / self.able if self.able else None


@dataclass(frozen=True, slots=True)
class Tally:
    """One entry of the legend."""

    tone: str
    word: Text
    glyph: str
    count: int


def legend(tiles: Sequence[PrinterTile]) -> list[Tally]:
    """How many printers there are of each tone, in the order of the legend."""
    counts = Counter(tile.tone for tile in tiles)
    return [Tally(tone, word, shape, counts[tone]) for tone, word, shape in LEGEND]


def cells(tiles: Sequence[PrinterTile]) -> list[str]:
    """One tone for each printer, those that need a hand first."""
    rank = {tone: place for place, (tone, *_) in enumerate(LEGEND)}
    return sorted((tile.tone for tile in tiles), key=lambda tone: rank[Tone(tone)])


def summary(tiles: Sequence[PrinterTile], rows: Sequence[JobRow]) -> Summary:
    """The figures of the farm; two queries for today."""
    ends = sorted((t.ends_at, t.name) for t in tiles if t.ends_at and t.run)
    first = ends[0] if ends else (None, "")
    return Summary(
        waiting_parts=sum(row.waiting for row in rows),
        waiting_s=sum(row.waiting * (row.each_s or 0) for row in rows),
        good_today=_parts(Q(state=RunState.FINISHED) & ~Q(quality=Quality.SCRAP)),
        failed_today=_parts(Q(state=RunState.FAILED) | Q(quality=Quality.SCRAP)),
        busy=sum(tile.run is not None for tile in tiles),
        able=sum(tile.service == "in_service" for tile in tiles),
        next_free=first[0],
        next_free_on=first[1],
    )


def _parts(which: Q) -> int:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = PrintRun.objects.filter(which, finished_at__gte=midnight)
    return today.aggregate(parts=Sum("parts"))["parts"] or 0
