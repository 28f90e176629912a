"""The sentence on a card: what is so, and what follows from it."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.speaking import spoken
from apps.live.seen import Seen
from apps.live.tiles import Look
from apps.printers.states import Link

_ALWAYS: dict[Look, Promise] = {
    Look.CHECKING: gettext_lazy("A job is assigned and is being checked."),
    Look.SENDING: gettext_lazy("The file is on its way; the start follows by itself."),
    Look.STARTING: gettext_lazy("The start is sent once; waiting for the proof that it prints."),
    Look.PAUSING: gettext_lazy("Pause is sent; the machine finishes its move."),
    Look.PAUSED: gettext_lazy("The print rests. It goes on when somebody says so."),
    Look.CANCELLING: gettext_lazy("Cancel is sent; the bed counts as occupied afterwards."),
    Look.APPROVE: gettext_lazy("New printer: look at bed and filament, then let it start."),
    Look.FIRST_LAYER: gettext_lazy("Nobody has judged the first layer. Have a look at it."),
    Look.OCCUPIED: gettext_lazy("Take the part off and check the plate."),
    Look.BED_DOUBTFUL: gettext_lazy(
        "Nobody has confirmed that the bed is clear. Have a look at it."
    ),
    Look.UNCONFIRMED: gettext_lazy("Start sent, answer lost. It is never sent twice: have a look."),
    Look.LOST: gettext_lazy(
        "Contact was lost while it printed. Look at the machine and say how it is."
    ),
    Look.FOREIGN: gettext_lazy("It prints something that the farm did not send."),
    Look.READY: gettext_lazy("Bed clear, filament loaded. Waits for a suitable job."),
    Look.BUSY: gettext_lazy("The machine is busy with itself."),
    Look.DRAINING: gettext_lazy("Takes no new job."),
    Look.HELD: gettext_lazy("Held; takes no job until somebody releases it."),
    Look.MAINTENANCE: gettext_lazy("In maintenance; takes no job."),
    Look.QUARANTINED: gettext_lazy("Taken out after failures. Repair it, then return it."),
    Look.RETIRED: gettext_lazy("No longer part of the farm."),
    Look.ERROR: gettext_lazy("The machine reports an error."),
    Look.OFFLINE: gettext_lazy("No answer. Check power and network."),
    Look.UNAUTHORISED: gettext_lazy("The printer refuses the key. Enter a valid one."),
    Look.ATTENTION: gettext_lazy("The machine asks for something on its own screen."),
    Look.UNKNOWN: gettext_lazy("How it is now is not known."),
}


def sentence(look: Look, seen: Seen) -> str:
    """In the language of the reader; what a person or the machine said goes before our own words."""
    told = _TOLD.get(look)
    return (told(seen) if told else "") or str(_ALWAYS.get(look, ""))


def _attention(seen: Seen) -> str:
    if seen.filament_present is False:
        return _("The filament ran out. Load the same again, then go on.")
    return spoken(seen.error)


def _load(seen: Seen) -> str:
    if seen.loaded:
        return _("The sensor sees no filament. Load it, then say what is loaded.")
    return _("Nobody has said what is loaded. Unknown filament never counts as suitable.")


def _never_seen(seen: Seen) -> str:
    return _("Never heard yet.") if seen.link == Link.NEVER_SEEN else ""


def _service(seen: Seen) -> str:
    return spoken(seen.service_reason)


_TOLD: dict[Look, Callable[[Seen], str]] = {
    Look.ATTENTION: _attention,
    Look.LOAD: _load,
    Look.UNKNOWN: _never_seen,
    Look.DRAINING: _service,
    Look.HELD: _service,
    Look.MAINTENANCE: _service,
    Look.QUARANTINED: _service,
    Look.ERROR: lambda seen: spoken(seen.error),
}
