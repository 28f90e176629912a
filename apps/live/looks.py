"""Which one state stands on a printer's card, and what it asks of a person: facets and run joined."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.dispatch.states import Approval, FirstLayer, RunState
from apps.live.seen import Seen
from apps.live.sentences import sentence
from apps.live.tiles import Ask, Look, Tone
from apps.printers.port import Activity
from apps.printers.states import Bed, Link, Service

HEATS_C = 10.0
"""A nozzle this far below its target is heating up, not printing."""

TONES = {
    Look.PRINTING: Tone.RUN,
    Look.HEATING: Tone.RUN,
    Look.STARTING: Tone.RUN,
    Look.SENDING: Tone.RUN,
    Look.CHECKING: Tone.RUN,
    Look.PAUSING: Tone.RUN,
    Look.CANCELLING: Tone.RUN,
    Look.PAUSED: Tone.ASK,
    Look.ATTENTION: Tone.ASK,
    Look.APPROVE: Tone.ASK,
    Look.FIRST_LAYER: Tone.ASK,
    Look.OCCUPIED: Tone.ASK,
    Look.BED_DOUBTFUL: Tone.ASK,
    Look.LOAD: Tone.ASK,
    Look.UNCONFIRMED: Tone.ASK,
    Look.LOST: Tone.ASK,
    Look.READY: Tone.OK,
    Look.FOREIGN: Tone.IDLE,
    Look.BUSY: Tone.IDLE,
    Look.DRAINING: Tone.IDLE,
    Look.HELD: Tone.IDLE,
    Look.MAINTENANCE: Tone.IDLE,
    Look.RETIRED: Tone.IDLE,
    Look.UNKNOWN: Tone.IDLE,
    Look.QUARANTINED: Tone.FAULT,
    Look.ERROR: Tone.FAULT,
    Look.OFFLINE: Tone.FAULT,
    Look.UNAUTHORISED: Tone.FAULT,
}
ASKS = {
    Look.OCCUPIED: Ask.CLEAR_BED,
    Look.BED_DOUBTFUL: Ask.CLEAR_BED,
    Look.LOAD: Ask.LOAD,
    Look.APPROVE: Ask.APPROVE,
    Look.UNCONFIRMED: Ask.SETTLE,
    Look.LOST: Ask.SETTLE,
    Look.PAUSED: Ask.RESUME,
}
WORDS = {
    Look.PRINTING: _("Printing"),
    Look.HEATING: _("Heating up"),
    Look.STARTING: _("Starting"),
    Look.SENDING: _("Sending"),
    Look.CHECKING: _("Checking"),
    Look.PAUSING: _("Pausing"),
    Look.PAUSED: _("Paused"),
    Look.CANCELLING: _("Cancelling"),
    Look.ATTENTION: _("Needs attention"),
    Look.APPROVE: _("Approve start"),
    Look.FIRST_LAYER: _("Check first layer"),
    Look.OCCUPIED: _("Bed occupied"),
    Look.BED_DOUBTFUL: _("Bed unconfirmed"),
    Look.LOAD: _("Filament missing"),
    Look.UNCONFIRMED: _("Start unconfirmed"),
    Look.LOST: _("Contact lost"),
    Look.FOREIGN: _("Foreign print"),
    Look.READY: _("Ready"),
    Look.BUSY: _("Busy"),
    Look.DRAINING: _("Draining"),
    Look.HELD: _("Held"),
    Look.MAINTENANCE: _("Maintenance"),
    Look.QUARANTINED: _("Quarantined"),
    Look.RETIRED: _("Retired"),
    Look.ERROR: _("Error"),
    Look.OFFLINE: _("Offline"),
    Look.UNAUTHORISED: _("Key refused"),
    Look.UNKNOWN: _("Unknown"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a card says."""

    look: Look
    tone: Tone
    ask: Ask | None
    sentence: str


def look_of(seen: Seen) -> Shown:
    """The one look of a printer; what is not known is never shown as good.

    Doubt about a print goes before everything, a machine that cannot work before its bed,
    and only a printer that is heard, clear, loaded and let to work is ready.
    """
    look = _look(seen)
    ask = Ask.RESUME if look is Look.ATTENTION and seen.run_state else ASKS.get(look)
    return Shown(look=look, tone=TONES[look], ask=ask, sentence=sentence(look, seen))


def _look(seen: Seen) -> Look:
    for rule in (_doubt, _out_of_service, _unheard, _run, _machine, _bed):
        look = rule(seen)
        if look is not None:
            return look
    return _free(seen)


def _doubt(seen: Seen) -> Look | None:
    if seen.run_state == RunState.UNCONFIRMED:
        return Look.UNCONFIRMED
    if seen.run_state in {RunState.LOST, RunState.WRITTEN_OFF}:
        return Look.LOST
    return None


def _out_of_service(seen: Seen) -> Look | None:
    if seen.run_state:
        return None
    return {
        Service.RETIRED: Look.RETIRED,
        Service.MAINTENANCE: Look.MAINTENANCE,
        Service.QUARANTINED: Look.QUARANTINED,
        Service.HELD: Look.HELD,
    }.get(Service(seen.service))


def _unheard(seen: Seen) -> Look | None:
    return {
        Link.OFFLINE: Look.OFFLINE,
        Link.AUTH_ERROR: Look.UNAUTHORISED,
        Link.NEVER_SEEN: Look.UNKNOWN,
    }.get(Link(seen.link))


_BY_RUN = {
    RunState.ASSIGNED: Look.CHECKING,
    RunState.CHECKING: Look.CHECKING,
    RunState.TRANSFERRING: Look.SENDING,
    RunState.STAGED: Look.SENDING,
    RunState.STARTING: Look.STARTING,
    RunState.PAUSING: Look.PAUSING,
    RunState.PAUSED: Look.PAUSED,
    RunState.CANCELLING: Look.CANCELLING,
}


def _run(seen: Seen) -> Look | None:
    if not seen.run_state:
        return None
    state = RunState(seen.run_state)
    if seen.activity == Activity.ERROR:
        return Look.ERROR
    if seen.approval == Approval.AWAITED:
        return Look.APPROVE
    if state is RunState.PAUSED and seen.filament_present is False:
        return Look.ATTENTION
    return _BY_RUN.get(state) or _printing(seen)


def _printing(seen: Seen) -> Look:
    if seen.activity == Activity.ATTENTION:
        return Look.ATTENTION
    if seen.first_layer == FirstLayer.OVERDUE:
        return Look.FIRST_LAYER
    return Look.HEATING if _heats(seen) else Look.PRINTING


def _heats(seen: Seen) -> bool:
    if seen.nozzle_c is None or not seen.nozzle_target_c or (seen.progress or 0) > 0.01:
        return False
    return seen.nozzle_target_c - seen.nozzle_c > HEATS_C


def _machine(seen: Seen) -> Look | None:
    return {
        Activity.ERROR: Look.ERROR,
        Activity.ATTENTION: Look.ATTENTION,
        Activity.PRINTING: Look.FOREIGN,
        Activity.PAUSED: Look.FOREIGN,
        Activity.BUSY: Look.BUSY,
        Activity.UNKNOWN: Look.UNKNOWN,
    }.get(Activity(seen.activity))


def _bed(seen: Seen) -> Look | None:
    return {Bed.OCCUPIED: Look.OCCUPIED, Bed.DOUBTFUL: Look.BED_DOUBTFUL}.get(Bed(seen.bed))


def _free(seen: Seen) -> Look:
    if seen.link != Link.ONLINE:
        return Look.UNKNOWN
    if seen.service != Service.IN_SERVICE:
        return Look.DRAINING
    if not seen.loaded or seen.filament_present is False:
        return Look.LOAD
    return Look.READY
