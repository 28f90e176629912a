"""Small parts of every page: icons, states, filament, figures."""

from datetime import datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.speaking import spoken
from apps.dashboard import colours, words
from apps.live import marks
from apps.live.tiles import Ask

register = template.Library()
_MARKS: dict[str, dict[Any, marks.Mark]] = {
    "look": marks.LOOKS,
    "run": marks.RUNS,
    "job": marks.JOBS,
    "link": marks.LINK_MARKS,
    "activity": marks.ACTIVITY_MARKS,
    "bed": marks.BED_MARKS,
    "service": marks.SERVICE_MARKS,
    "check": marks.CHECKS,
}
_UNKNOWN = marks.CHECKS["unknown"]


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite; it is decoration, the word stands beside it."""
    return _drawn("icon", size, f"i-{name}")


@register.simple_tag
def glyph(name: str) -> SafeString:
    """The shape of a state."""
    return _drawn("glyph", "", f"s-{name}")


def _drawn(kind: str, size: str, symbol: str) -> SafeString:
    sprite = static("vendor/icons/icons.svg")
    return format_html(
        '<svg class="{} {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        kind,
        size,
        sprite,
        symbol,
    )


@register.simple_tag
def state(kind: str, code: str) -> SafeString:
    """Shape and word of a state, by the kind of thing (`look`, `run`, `job`, `link` …)."""
    return _marked("state", _MARKS[kind].get(code, _UNKNOWN))


@register.simple_tag
def tag(kind: str, code: str) -> SafeString:
    """The same on a coloured ground."""
    return _marked("tag", _MARKS[kind].get(code, _UNKNOWN))


@register.simple_tag
def mark(kind: str, code: str) -> marks.Mark:
    """Word, tone and glyph of a state, for a template that draws them itself."""
    return _MARKS[kind].get(code, _UNKNOWN)


def _marked(css: str, found: marks.Mark) -> SafeString:
    shape = glyph(found.glyph)
    return format_html(
        '<span class="{} tone-{}">{}<span>{}</span></span>', css, found.tone, shape, found.word
    )


@register.simple_tag
def ring(colour: str, size: str = "") -> SafeString:
    """A spool seen from its side, in its colour."""
    shade = colours.shade(colour)
    if not shade:
        return format_html('<i class="spool {} unknown" aria-hidden="true"></i>', size)
    return format_html('<i class="spool {}" data-fil="{}" aria-hidden="true"></i>', size, shade)


register.filter("duration", words.duration)
register.filter("moment", words.moment)
register.filter("ago", words.ago)
register.filter("percent", words.percent)
register.filter("spoken", colours.spoken)
register.filter("told", spoken)
register.filter("megabytes", words.megabytes)


@register.filter
def hundred(share: float | None) -> float | None:
    """0–1 as 0–100."""
    return None if share is None else round(share * 100, 1)


@register.filter
def share(value: float | None) -> str:
    """0–1 as whole percent."""
    return words.percent(hundred(value))


@register.filter
def tenths(value: float | None) -> str:
    """One decimal place."""
    return words.number(value, 1)


@register.filter
def whole(value: float | None) -> str:
    """No decimal places."""
    return words.number(value)


@register.filter
def grams(value: float | None) -> str:
    """Whole grams, tenths below ten."""
    return f"{words.number(value, 1 if value is not None and value < 10 else 0)}{words.GAP}g"


@register.filter
def is_far(actual: float | None, target: float | None) -> bool:
    """Whether a target temperature is set and not reached: only then it is shown."""
    return bool(target) and actual is not None and abs((target or 0) - actual) > 3


@register.filter
def unlocalized(value: float | str | None) -> str:
    """A number for machines: no marks of a language."""
    return "" if value is None else str(value)


@register.filter
def split(names: str) -> list[str]:
    """The words of a constant, for a loop."""
    return names.split()


@register.filter
def iso(at: datetime | None) -> str:
    """For the datetime attribute."""
    return at.isoformat() if at else ""


@register.filter
def ask_word(ask: Ask | None) -> marks.Text:
    """The name of what a person is asked to do."""
    return marks.ASK_WORDS[ask] if ask else ""
