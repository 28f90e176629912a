"""Which look a printer gets from its facets and its run."""

from itertools import product
from typing import Any

import pytest

from apps.dispatch.states import HOLDS_ITS_PRINTER, Approval, FirstLayer, RunState
from apps.live.looks import ASKS, TONES, WORDS, look_of
from apps.live.seen import Seen
from apps.live.tiles import Ask, Look, Tone
from apps.printers.port import Activity
from apps.printers.states import Bed, Link, Service

CASES: list[tuple[dict[str, Any], Look]] = [
    ({}, Look.READY),
    ({"loaded": False}, Look.LOAD),
    ({"filament_present": False}, Look.LOAD),
    ({"bed": Bed.OCCUPIED}, Look.OCCUPIED),
    ({"bed": Bed.OCCUPIED, "activity": Activity.FINISHED}, Look.OCCUPIED),
    ({"bed": Bed.DOUBTFUL}, Look.BED_DOUBTFUL),
    ({"bed": Bed.DOUBTFUL, "loaded": False}, Look.BED_DOUBTFUL),
    ({"link": Link.OFFLINE}, Look.OFFLINE),
    ({"link": Link.AUTH_ERROR}, Look.UNAUTHORISED),
    ({"link": Link.NEVER_SEEN}, Look.UNKNOWN),
    ({"link": Link.LATE}, Look.UNKNOWN),
    ({"activity": Activity.UNKNOWN}, Look.UNKNOWN),
    ({"activity": Activity.PRINTING}, Look.FOREIGN),
    ({"activity": Activity.PAUSED}, Look.FOREIGN),
    ({"activity": Activity.BUSY}, Look.BUSY),
    ({"activity": Activity.ERROR}, Look.ERROR),
    ({"activity": Activity.ATTENTION}, Look.ATTENTION),
    ({"service": Service.DRAINING}, Look.DRAINING),
    ({"service": Service.HELD}, Look.HELD),
    ({"service": Service.MAINTENANCE}, Look.MAINTENANCE),
    ({"service": Service.MAINTENANCE, "link": Link.OFFLINE}, Look.MAINTENANCE),
    ({"service": Service.QUARANTINED}, Look.QUARANTINED),
    ({"service": Service.RETIRED}, Look.RETIRED),
    ({"run_state": RunState.ASSIGNED}, Look.CHECKING),
    ({"run_state": RunState.CHECKING}, Look.CHECKING),
    ({"run_state": RunState.TRANSFERRING}, Look.SENDING),
    ({"run_state": RunState.STAGED}, Look.SENDING),
    ({"run_state": RunState.STAGED, "approval": Approval.AWAITED}, Look.APPROVE),
    ({"run_state": RunState.STARTING}, Look.STARTING),
    ({"run_state": RunState.UNCONFIRMED}, Look.UNCONFIRMED),
    ({"run_state": RunState.UNCONFIRMED, "link": Link.OFFLINE}, Look.UNCONFIRMED),
    ({"run_state": RunState.LOST, "link": Link.OFFLINE}, Look.LOST),
    ({"run_state": RunState.WRITTEN_OFF}, Look.LOST),
    ({"run_state": RunState.PRINTING, "activity": Activity.PRINTING}, Look.PRINTING),
    ({"run_state": RunState.PRINTING, "link": Link.OFFLINE}, Look.OFFLINE),
    ({"run_state": RunState.PRINTING, "nozzle_c": 60.0, "nozzle_target_c": 215.0}, Look.HEATING),
    (
        {
            "run_state": RunState.PRINTING,
            "nozzle_c": 180.0,
            "nozzle_target_c": 215.0,
            "progress": 0.4,
        },
        Look.PRINTING,
    ),
    ({"run_state": RunState.PRINTING, "activity": Activity.ERROR}, Look.ERROR),
    ({"run_state": RunState.PRINTING, "activity": Activity.ATTENTION}, Look.ATTENTION),
    ({"run_state": RunState.PRINTING, "first_layer": FirstLayer.OVERDUE}, Look.FIRST_LAYER),
    ({"run_state": RunState.PRINTING, "first_layer": FirstLayer.AWAITED}, Look.PRINTING),
    ({"run_state": RunState.PRINTING, "service": Service.MAINTENANCE}, Look.PRINTING),
    ({"run_state": RunState.PAUSING}, Look.PAUSING),
    ({"run_state": RunState.PAUSED}, Look.PAUSED),
    ({"run_state": RunState.PAUSED, "filament_present": False}, Look.ATTENTION),
    ({"run_state": RunState.RESUMING}, Look.PRINTING),
    ({"run_state": RunState.CANCELLING}, Look.CANCELLING),
]


@pytest.mark.parametrize(("seen", "look"), CASES)
def test_look(seen: dict[str, Any], look: Look) -> None:
    assert look_of(Seen(**seen)).look is look


EVERY_FREE = [
    Seen(link=link, activity=activity, bed=bed, service=service, loaded=loaded)
    for link, activity, bed, service, loaded in product(Link, Activity, Bed, Service, (True, False))
]


def test_only_a_heard_clear_loaded_printer_in_service_is_drawn_good() -> None:
    good = [seen for seen in EVERY_FREE if look_of(seen).tone is Tone.OK]
    assert {(s.link, s.bed, s.service, s.loaded) for s in good} == {
        (Link.ONLINE, Bed.CLEAR, Service.IN_SERVICE, True)
    }
    assert {s.activity for s in good} == {Activity.IDLE, Activity.FINISHED}


@pytest.mark.parametrize("state", sorted(HOLDS_ITS_PRINTER))
def test_a_printer_with_a_run_is_never_ready(state: RunState) -> None:
    assert look_of(Seen(run_state=state)).look is not Look.READY


@pytest.mark.parametrize("look", Look)
def test_every_look_has_a_word_and_a_tone(look: Look) -> None:
    assert WORDS[look]
    assert TONES[look] in Tone


@pytest.mark.parametrize("look", ASKS)
def test_what_asks_is_drawn_as_asking(look: Look) -> None:
    assert TONES[look] is Tone.ASK


def test_everything_that_does_not_simply_print_says_what_is_so() -> None:
    silent = {look_of(seen).look for seen in EVERY_FREE if not look_of(seen).sentence}
    assert silent == set()


def test_the_machines_own_words_stand_before_ours() -> None:
    shown = look_of(Seen(activity=Activity.ERROR, error="MINTEMP on nozzle"))
    assert shown.sentence == "MINTEMP on nozzle"


def test_a_paused_print_without_filament_asks_to_go_on_after_loading() -> None:
    shown = look_of(Seen(run_state=RunState.PAUSED, filament_present=False))
    assert shown.ask is Ask.RESUME
    assert "filament ran out" in shown.sentence


def test_a_foreign_machines_wish_is_nothing_the_farm_can_resume() -> None:
    assert look_of(Seen(activity=Activity.ATTENTION)).ask is None
