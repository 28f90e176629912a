"""Numbers, times and durations as people of this farm read them."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

GAP = "\u00a0"
NONE = "–"


def duration(seconds: float | None) -> str:
    """`48 s`, `42 min`, `1 h 14`, `3 d 4 h`; a dash where it is not known."""
    if seconds is None:
        return NONE
    if seconds < 60:
        return f"{max(0, round(seconds))}{GAP}s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes}{GAP}min"
    if minutes < 48 * 60:
        return f"{minutes // 60}{GAP}h{GAP}{minutes % 60:02d}"
    days, rest = divmod(minutes, 1440)
    return f"{days}{GAP}{pgettext('days, short', 'd')}{GAP}{rest // 60}{GAP}h"


def moment(at: datetime | None) -> str:
    """`14:56` today, `Tue 07:20` within a week, else with the date; in the farm's time zone."""
    if at is None:
        return NONE
    local, today = timezone.localtime(at), timezone.localdate()
    days = abs((local.date() - today).days)
    if days == 0:
        return local.strftime("%H:%M")
    if days < 7:
        return f"{date_format(local, 'D')}{GAP}{local:%H:%M}"
    return f"{date_format(local, 'SHORT_DATE_FORMAT')}{GAP}{local:%H:%M}"


def ago(at: datetime | None) -> str:
    """`4 min ago`; a dash where it is not known."""
    if at is None:
        return NONE
    passed = duration((timezone.now() - at).total_seconds())
    return _("%(time)s ago") % {"time": passed}


def number(value: float | None, places: int = 0) -> str:
    """With the decimal mark of the language; a dash where it is not known."""
    return NONE if value is None else number_format(value, places)


def percent(value: float | None) -> str:
    """0–100 as whole percent, never rounded up to 100."""
    return NONE if value is None else f"{number_format(int(value), 0)}{GAP}%"


def megabytes(size: float | None) -> str:
    """Bytes as MB."""
    return NONE if size is None else f"{number_format(size / 1e6, 1)}{GAP}MB"
