"""Cells that the live feed keeps current: `data-printer`, `data-job` or `data-run`, and `data-f`."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.backoffice.marks import state
from apps.core.speaking import spoken, word

NOTHING = "–"
HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def live(kind: str, pk: int, field: str, content: Any) -> SafeString:
    """An element that the script finds and rewrites."""
    return format_html('<span data-{}="{}" data-f="{}">{}</span>', kind, pk, field, content)


def live_state(kind: str, pk: int, table: str, code: str) -> SafeString:
    """A state that the script redraws; `table` is look, job or run."""
    return format_html(
        '<span data-{}="{}" data-f="state" data-table="{}" data-code="{}">{}</span>',
        kind,
        pk,
        table,
        code,
        state(table, code),
    )


def temperature(value: float | None) -> str:
    """One place behind the point, with the unit."""
    return NOTHING if value is None else f"{number_format(value, 1)} °C"


def percent(value: float | None) -> str:
    """Whole percent, rounded down: 100 % is for what is done."""
    return NOTHING if value is None else f"{int(value)} %"


def left(seconds: float | None) -> str:
    """`1 h 14` or `18 min`."""
    if seconds is None:
        return NOTHING
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02}"


def meter(kind: str, pk: int, value: float | None) -> SafeString:
    """A bar and its figure; `value` from 0 to 100."""
    return format_html(
        '<span class="meter" data-{0}="{1}"><progress max="100" value="{2}" data-f="bar" {3}>'
        '</progress><span class="num" data-f="progress">{4}</span></span>',
        kind,
        pk,
        value or 0,
        "" if value is not None else "hidden",
        percent(value),
    )


def filament(materials: Iterable[tuple[str, str]]) -> SafeString:
    """(material, colour) of each slot; a colour in hex is drawn, a word is written."""
    loaded = [(code, colour) for code, colour in materials if code]
    if not loaded:
        return format_html('<span class="muted">{}</span>', NOTHING)
    return format_html_join(", ", "{}{}{}", (_spool(*each) for each in loaded))


def _spool(code: str, colour: str) -> tuple[SafeString | str, str, SafeString | str]:
    if HEX.fullmatch(colour):
        ring = format_html(
            '<svg class="spool" viewBox="0 0 14 14" role="img" aria-label="{0}">'
            '<circle cx="7" cy="7" r="6" fill="{0}"/><circle class="hub" cx="7" cy="7" r="2"/></svg>',
            colour,
        )
        return ring, code, ""
    return "", code, format_html(' <span class="muted">{}</span>', colour) if colour else ""


def lines(rows: Any) -> SafeString:
    """A list, one line for each text."""
    return format_html_join("", '<div class="line">{}</div>', ((row,) for row in rows))


def said(field: str, title: Any) -> Callable[[Any, Any], str]:
    """A method of an admin: the column that says a text kept in English in the reader's language."""

    @admin.display(description=title, ordering=field)
    def column(_: Any, row: Any) -> str:
        return spoken(getattr(row, field)) or NOTHING

    return column


def named(field: str, title: Any) -> Callable[[Any, Any], str]:
    """A method of an admin: the column that says the code of a state as a word."""

    @admin.display(description=title, ordering=field)
    def column(_: Any, row: Any) -> str:
        return word(getattr(row, field)) or NOTHING

    return column
