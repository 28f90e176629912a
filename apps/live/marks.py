"""What a state is wherever it is drawn: its word, tone and glyph; the one place that joins them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.dispatch.models import STATES as RUN_WORDS
from apps.dispatch.states import RunState
from apps.jobs.models.job import STATES as JOB_WORDS
from apps.jobs.states import JobState
from apps.live.looks import TONES, WORDS
from apps.live.tiles import Ask, Look, Tone
from apps.printers.models.printer import ACTIVITIES, BEDS, LINKS, SERVICES
from apps.printers.port import Activity
from apps.printers.states import Bed, Link, Service

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Mark:
    """Word, tone and shape of one state."""

    word: Text
    tone: str
    glyph: str


_GLYPHS = {
    Look.SENDING: "move",
    Look.STARTING: "wait",
    Look.CHECKING: "wait",
    Look.PAUSED: "pause",
    Look.UNCONFIRMED: "unknown",
    Look.LOST: "unknown",
    Look.BED_DOUBTFUL: "unknown",
    Look.READY: "ready",
    Look.FOREIGN: "unknown",
    Look.UNKNOWN: "unknown",
    Look.BUSY: "wait",
    Look.OFFLINE: "off",
    Look.UNAUTHORISED: "off",
}
_BY_TONE = {Tone.RUN: "run", Tone.OK: "ok", Tone.ASK: "ask", Tone.FAULT: "fault", Tone.IDLE: "held"}
LOOKS: dict[str, Mark] = {
    look: Mark(WORDS[look], TONES[look], _GLYPHS.get(look, _BY_TONE[TONES[look]])) for look in Look
}

_RUN = {
    RunState.ASSIGNED: ("idle", "wait"),
    RunState.CHECKING: ("run", "wait"),
    RunState.TRANSFERRING: ("run", "move"),
    RunState.STAGED: ("run", "wait"),
    RunState.STARTING: ("run", "wait"),
    RunState.UNCONFIRMED: ("ask", "unknown"),
    RunState.PRINTING: ("run", "run"),
    RunState.PAUSING: ("run", "pause"),
    RunState.PAUSED: ("ask", "pause"),
    RunState.RESUMING: ("run", "run"),
    RunState.CANCELLING: ("run", "held"),
    RunState.LOST: ("ask", "unknown"),
    RunState.WRITTEN_OFF: ("ask", "unknown"),
    RunState.REJECTED: ("idle", "held"),
    RunState.FINISHED: ("ok", "ok"),
    RunState.FAILED: ("fault", "fault"),
    RunState.CANCELLED: ("idle", "held"),
}
RUNS: dict[str, Mark] = {state: Mark(RUN_WORDS[state], *_RUN[state]) for state in RunState}

_JOB = {
    JobState.RECEIVED: ("run", "wait"),
    JobState.QUEUED: ("idle", "wait"),
    JobState.ACTIVE: ("run", "run"),
    JobState.HELD: ("ask", "pause"),
    JobState.COMPLETED: ("ok", "ok"),
    JobState.REJECTED: ("fault", "fault"),
    JobState.CANCELLED: ("idle", "held"),
    JobState.FAILED: ("fault", "fault"),
}
JOBS: dict[str, Mark] = {state: Mark(JOB_WORDS[state], *_JOB[state]) for state in JobState}

_LINK = {
    Link.NEVER_SEEN: ("idle", "unknown"),
    Link.ONLINE: ("ok", "ok"),
    Link.LATE: ("ask", "unknown"),
    Link.OFFLINE: ("fault", "off"),
    Link.AUTH_ERROR: ("fault", "off"),
}
LINK_MARKS = {link: Mark(LINKS[link], *_LINK[link]) for link in Link}

_ACTIVITY = {
    Activity.IDLE: ("idle", "ready"),
    Activity.BUSY: ("run", "wait"),
    Activity.PRINTING: ("run", "run"),
    Activity.PAUSED: ("ask", "pause"),
    Activity.ATTENTION: ("ask", "ask"),
    Activity.ERROR: ("fault", "fault"),
    Activity.FINISHED: ("idle", "ok"),
    Activity.UNKNOWN: ("idle", "unknown"),
}
ACTIVITY_MARKS = {found: Mark(ACTIVITIES[found], *_ACTIVITY[found]) for found in Activity}

_BED = {
    Bed.CLEAR: ("ok", "ready"),
    Bed.OCCUPIED: ("idle", "held"),
    Bed.DOUBTFUL: ("ask", "unknown"),
}
BED_MARKS = {bed: Mark(BEDS[bed], *_BED[bed]) for bed in Bed}

_SERVICE = {
    Service.IN_SERVICE: ("ok", "ok"),
    Service.DRAINING: ("idle", "wait"),
    Service.HELD: ("idle", "pause"),
    Service.MAINTENANCE: ("idle", "held"),
    Service.QUARANTINED: ("fault", "fault"),
    Service.RETIRED: ("idle", "held"),
}
SERVICE_MARKS = {found: Mark(SERVICES[found], *_SERVICE[found]) for found in Service}

CHECKS = {
    "pass": Mark(_("Passed"), "ok", "ok"),
    "fail": Mark(_("Failed"), "fault", "fault"),
    "unknown": Mark(_("Unknown"), "ask", "unknown"),
    "overridden": Mark(_("Overridden"), "idle", "held"),
}

LEGEND = (
    (Tone.ASK, _("Needs you"), "ask"),
    (Tone.RUN, _("Working"), "run"),
    (Tone.OK, _("Ready"), "ready"),
    (Tone.FAULT, _("Fault"), "fault"),
    (Tone.IDLE, _("Out of service"), "held"),
)
ASK_WORDS = {
    Ask.CLEAR_BED: _("Clear the bed"),
    Ask.LOAD: _("Load filament"),
    Ask.APPROVE: _("Approve the start"),
    Ask.SETTLE: _("Say how it is"),
    Ask.RESUME: _("Go on printing"),
}
