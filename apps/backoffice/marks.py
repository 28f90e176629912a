"""States as the admin draws them: shape, word and tone."""

from collections.abc import Mapping
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.dispatch.models import STATES as RUN_WORDS
from apps.dispatch.states import IN_DOUBT, RunState
from apps.jobs.models.job import STATES as JOB_WORDS
from apps.jobs.states import JobState
from apps.live.looks import TONES, WORDS
from apps.live.tiles import Look, Tone

Mark = tuple[str | Promise, str, str]
"""Word, tone, glyph."""

GLYPHS = {Tone.RUN: "run", Tone.OK: "ok", Tone.ASK: "ask", Tone.FAULT: "fault", Tone.IDLE: "held"}
LOOK_GLYPHS = {
    Look.READY: "ready",
    Look.SENDING: "move",
    Look.CHECKING: "wait",
    Look.STARTING: "wait",
    Look.PAUSED: "pause",
    Look.OFFLINE: "off",
    Look.UNAUTHORISED: "off",
    Look.UNCONFIRMED: "unknown",
    Look.LOST: "unknown",
    Look.BED_DOUBTFUL: "unknown",
    Look.FOREIGN: "unknown",
    Look.UNKNOWN: "unknown",
}
LOOKS: dict[str, Mark] = {
    look: (WORDS[look], TONES[look], LOOK_GLYPHS.get(look, GLYPHS[TONES[look]])) for look in Look
}
JOB_TONES = {
    JobState.RECEIVED: (Tone.RUN, "wait"),
    JobState.QUEUED: (Tone.IDLE, "wait"),
    JobState.ACTIVE: (Tone.RUN, "run"),
    JobState.HELD: (Tone.ASK, "pause"),
    JobState.COMPLETED: (Tone.OK, "ok"),
    JobState.REJECTED: (Tone.FAULT, "fault"),
    JobState.CANCELLED: (Tone.IDLE, "held"),
    JobState.FAILED: (Tone.FAULT, "fault"),
}
JOBS: dict[str, Mark] = {state: (JOB_WORDS[state], *JOB_TONES[state]) for state in JobState}
RUN_ENDS = {
    RunState.PAUSED: (Tone.ASK, "pause"),
    RunState.REJECTED: (Tone.IDLE, "held"),
    RunState.CANCELLED: (Tone.IDLE, "held"),
    RunState.FINISHED: (Tone.OK, "ok"),
    RunState.FAILED: (Tone.FAULT, "fault"),
}


def _run_mark(state: RunState) -> Mark:
    if state in IN_DOUBT and state is not RunState.STARTING:
        return RUN_WORDS[state], Tone.ASK, "unknown"
    return RUN_WORDS[state], *RUN_ENDS.get(state, (Tone.RUN, "run"))


RUNS: dict[str, Mark] = {state: _run_mark(state) for state in RunState}
TABLES = {"look": LOOKS, "job": JOBS, "run": RUNS}


def drawn(mark: Mark) -> SafeString:
    """Shape and word; the shape is decoration for those who hear the page."""
    word, tone, glyph = mark
    return format_html(
        '<span class="state tone-{}"><svg class="glyph" aria-hidden="true">'
        '<use href="{}#s-{}"></use></svg><span>{}</span></span>',
        tone,
        static("vendor/icons/icons.svg"),
        glyph,
        word,
    )


def state(kind: str, code: str) -> SafeString:
    """The mark of a `look`, `job` or `run`; a code of another version shows as itself."""
    return drawn(TABLES[kind].get(code, (code, Tone.IDLE, "unknown")))


def vocabulary() -> list[tuple[str, str, SafeString]]:
    """Every (kind, code, mark), for the script that keeps the columns current."""
    tables: Mapping[str, Mapping[str, Mark]] = TABLES
    return [(k, code, drawn(mark)) for k, table in tables.items() for code, mark in table.items()]
