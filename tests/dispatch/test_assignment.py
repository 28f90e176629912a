"""Assignment as a function of a snapshot: what must fit, what goes first, and why not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.dispatch.assignment import JobView, Pair, PrinterView, Reason, match, why_not
from apps.gcode.metadata import Box
from apps.preflight.facts import Bed, Machine, SlotLoad, Wanted

NOW = datetime(2030, 5, 1, 12, tzinfo=UTC)
WANTED = Wanted(
    models=("MK3S",),
    materials=("PLA",),
    nozzle_mm=0.4,
    extents=Box(10, 60, 10, 60, 0.2, 20),
)
MACHINE = Machine(
    profile="mk3s",
    slicer_models=("MK3S",),
    flavours=("marlin",),
    bed=Bed(250, 210, 210),
    nozzle_mm=0.4,
    max_nozzle_c=300,
    max_bed_c=120,
    slots=(SlotLoad("PLA", "red"),),
    level_checked_at=NOW - timedelta(days=1),
    level_valid_for=timedelta(days=30),
    bed_state="clear",
    link="online",
    activity="idle",
)
BUSY = (Reason("PRINTER_HAS_A_RUN", "The printer works on %(job)s.", params={"job": "x"}),)


def job(number: int = 1, wanted: Wanted = WANTED, **fields: Any) -> JobView:
    return JobView(id=number, wanted=wanted, **fields)


def printer(number: int = 1, machine: Machine = MACHINE, **fields: Any) -> PrinterView:
    return PrinterView(id=number, name=f"p{number}", machine=machine, **fields)


def pairs(jobs: list[JobView], printers: list[PrinterView]) -> list[tuple[int, int]]:
    return [(pair.job, pair.printer) for pair in match(jobs, printers, NOW)]


def codes(one: JobView, other: PrinterView) -> set[str]:
    return {reason.code for reason in why_not(one, other, NOW)}


def test_what_fits_is_matched() -> None:
    assert pairs([job()], [printer()]) == [(1, 1)]
    assert why_not(job(), printer(), NOW) == ()


@pytest.mark.parametrize(
    ("wanted", "machine", "code"),
    [
        ({"models": ("Ender-3",)}, {}, "PRINTER_IS_THE_ONE_SLICED_FOR"),
        ({"models": ()}, {}, "PRINTER_IS_THE_ONE_SLICED_FOR"),
        ({"flavour": "klipper"}, {}, "FLAVOUR_IS_UNDERSTOOD"),
        ({"extents": Box(0, 300, 0, 60, 0.2, 20)}, {}, "PART_FITS_THE_BED"),
        ({"extents": None}, {}, "PART_FITS_THE_BED"),
        ({"nozzle_mm": 0.6}, {}, "NOZZLE_MATCHES"),
        ({"nozzle_mm": None}, {}, "NOZZLE_MATCHES"),
        ({"materials": ("PETG",)}, {}, "MATERIAL_IS_LOADED"),
        ({"materials": ()}, {}, "MATERIAL_IS_LOADED"),
        ({}, {"slots": (SlotLoad(),)}, "MATERIAL_IS_LOADED"),
        ({"colours": ("blue",)}, {}, "COLOUR_MATCHES"),
        ({"colours": ("red",)}, {"slots": (SlotLoad("PLA"),)}, "COLOUR_MATCHES"),
        ({"needs_enclosure": True}, {}, "ENCLOSURE_IS_THERE"),
        ({"nozzle_max_c": 310.0}, {}, "TEMPERATURES_ARE_WITHIN_LIMITS"),
        ({}, {"link": "late"}, "PRINTER_IS_READY"),
        ({}, {"activity": "unknown"}, "PRINTER_IS_READY"),
        ({}, {"activity": "printing"}, "PRINTER_IS_READY"),
        ({}, {"service": "held"}, "PRINTER_IS_READY"),
        ({}, {"bed_state": "occupied"}, "BED_IS_CLEAR"),
        ({}, {"bed_state": "doubtful"}, "BED_IS_CLEAR"),
        ({}, {"level_checked_at": None}, "BED_IS_LEVEL"),
        ({"file_findings": ("TRUNCATED",)}, {}, "FILE_IS_WHOLE"),
        ({}, {"filament_present": False}, "FILAMENT_IS_PRESENT"),
    ],
)
def test_what_does_not_fit_or_is_not_known_is_no_match(
    wanted: dict[str, Any], machine: dict[str, Any], code: str
) -> None:
    one, other = job(wanted=replace(WANTED, **wanted)), printer(machine=replace(MACHINE, **machine))
    assert pairs([one], [other]) == []
    assert code in codes(one, other)


def test_a_pinned_job_goes_to_its_printer_only() -> None:
    printers = [printer(1), printer(2, printed_h=1e6)]
    assert pairs([job(pinned=2)], printers) == [(1, 2)]
    assert codes(job(pinned=2), printers[0]) == {"PINNED_ELSEWHERE"}


def test_every_tag_is_needed() -> None:
    one = job(tags=frozenset({"hall", "food"}))
    assert codes(one, printer(tags=frozenset({"hall"}))) == {"TAG_MISSING"}
    assert pairs([one], [printer(tags=frozenset({"hall", "food", "big"}))]) == [(1, 1)]
    assert "food" in why_not(one, printer(), NOW)[0].text


def test_express_goes_first_whatever_the_priority() -> None:
    jobs = [job(1, priority=100, age_h=100), job(2, lane="express", priority=0)]
    assert pairs(jobs, [printer()]) == [(2, 1)]


def test_a_higher_priority_goes_first() -> None:
    assert pairs([job(1, priority=50), job(2, priority=60)], [printer()]) == [(2, 1)]


def test_of_equal_jobs_the_older_goes_first() -> None:
    assert pairs([job(1, age_h=1), job(2, age_h=9)], [printer()]) == [(2, 1)]


def test_a_job_that_will_be_late_goes_first() -> None:
    assert pairs([job(1), job(2, slack_h=2)], [printer()]) == [(2, 1)]
    assert pairs([job(1, age_h=1), job(2, slack_h=500)], [printer()]) == [(1, 1)]


def test_age_never_outweighs_everything() -> None:
    assert pairs([job(1, age_h=10_000), job(2, priority=100, age_h=24 * 7)], [printer()]) == [
        (2, 1)
    ]


def test_a_printer_on_which_the_job_failed_is_the_last_choice() -> None:
    one = job(avoid=frozenset({1}))
    assert pairs([one], [printer(1), printer(2)]) == [(1, 2)]
    assert pairs([one], [printer(1)]) == [(1, 1)]


def test_a_job_gets_as_many_runs_as_it_needs_and_a_printer_one() -> None:
    printers = [printer(number) for number in (1, 2, 3)]
    assert pairs([job(runs=2)], printers) == [(1, 1), (1, 2)]
    assert len(pairs([job(1, runs=9), job(2, runs=9)], printers)) == 3


def test_what_is_blocked_gets_nothing() -> None:
    held = (Reason("HOLD_ASKED", "The job is held."),)
    assert pairs([job(blocked=held)], [printer()]) == []
    assert pairs([job()], [printer(blocked=BUSY)]) == []
    assert codes(job(blocked=held), printer(blocked=BUSY)) == {"HOLD_ASKED", "PRINTER_HAS_A_RUN"}


def test_the_cost_of_a_pair_is_told_term_by_term() -> None:
    pair = match([job(priority=75, age_h=8, slack_h=6, avoid=frozenset({1}))], [printer()], NOW)[0]
    assert pair.cost == {
        "priority": pytest.approx(-2.0),
        "age": pytest.approx(-1.0),
        "due": pytest.approx(-2.0),
        "failed_here": 5.0,
        "wear": 0.0,
    }


MATERIALS = st.sampled_from(["PLA", "PETG", ""])
JOBS = st.lists(
    st.builds(
        lambda material, **fields: {
            "wanted": replace(WANTED, materials=(material,) if material else ()),
            **fields,
        },
        MATERIALS,
        lane=st.sampled_from(["express", "standard"]),
        priority=st.integers(0, 100),
        runs=st.integers(1, 3),
        pinned=st.sampled_from([None, None, 1, 2]),
        tags=st.sampled_from([frozenset(), frozenset({"big"})]),
    ),
    max_size=5,
)
PRINTERS = st.lists(
    st.builds(
        lambda material, bed, **fields: {
            "machine": replace(MACHINE, slots=(SlotLoad(material or None),), bed_state=bed),
            **fields,
        },
        MATERIALS,
        st.sampled_from(["clear", "clear", "occupied"]),
        tags=st.sampled_from([frozenset(), frozenset({"big"})]),
        blocked=st.sampled_from([(), (), BUSY]),
    ),
    max_size=5,
)


def needs_no_more(jobs: list[JobView], made: tuple[Pair, ...]) -> set[int]:
    runs = {one.id: one.runs for one in jobs}
    for pair in made:
        runs[pair.job] -= 1
    assert min(runs.values(), default=0) >= 0
    return {number for number, left in runs.items() if not left}


@given(JOBS, PRINTERS)
def test_why_not_and_match_never_disagree(
    wishes: list[dict[str, Any]], floor: list[dict[str, Any]]
) -> None:
    """Whatever is matched has no reason against it; whatever is left has one, or is used up."""
    jobs = [job(number, **fields) for number, fields in enumerate(wishes, start=1)]
    printers = [printer(number, **fields) for number, fields in enumerate(floor, start=1)]
    made = match(jobs, printers, NOW)
    taken = [pair.printer for pair in made]
    assert len(taken) == len(set(taken))
    content = needs_no_more(jobs, made)
    matched = {(pair.job, pair.printer) for pair in made}
    for one, other in product(jobs, printers):
        if (one.id, other.id) in matched:
            assert why_not(one, other, NOW) == ()
        else:
            assert why_not(one, other, NOW) or other.id in taken or one.id in content
