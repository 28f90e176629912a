"""States as the admin draws them: shape, word and tone."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.live.marks import JOBS, LOOKS, RUNS, Mark
from apps.live.tiles import Tone

TABLES = {"look": LOOKS, "job": JOBS, "run": RUNS}


def drawn(mark: Mark) -> SafeString:
    """Shape and word; the shape is decoration for those who hear the page."""
    return format_html(
        '<span class="state tone-{}"><svg class="glyph" aria-hidden="true">'
        '<use href="{}#s-{}"></use></svg><span>{}</span></span>',
        mark.tone,
        static("vendor/icons/icons.svg"),
        mark.glyph,
        mark.word,
    )


def state(kind: str, code: str) -> SafeString:
    """The mark of a `look`, `job` or `run`; a code of another version shows as itself."""
    return drawn(TABLES[kind].get(code, Mark(code, Tone.IDLE, "unknown")))


def vocabulary() -> list[tuple[str, str, SafeString]]:
    """Every (kind, code, mark), for the script that keeps the columns current."""
    return [(k, code, drawn(mark)) for k, table in TABLES.items() for code, mark in table.items()]
