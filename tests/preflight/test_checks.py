"""Each check on tables of facts: what passes, what fails, and what unknown does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.gcode.metadata import Box, Finding, Metadata, Severity
from apps.preflight.answers import Answer, Result
from apps.preflight.checks import BY_NAME, CHECKS, NEVER_OVERRIDDEN, code_of
from apps.preflight.facts import Bed, Facts, Machine, SlotLoad, Wanted, wanted_from
from apps.preflight.runner import passed, run_checks
from apps.preflight.titles import TITLES

NOW = datetime(2030, 5, 1, 12, tzinfo=UTC)
PASS, FAIL, UNKNOWN = Result.PASS, Result.FAIL, Result.UNKNOWN
WANTED = Wanted(
    models=("MK3S",),
    flavour="marlin",
    materials=("PETG",),
    nozzle_mm=0.4,
    extents=Box(100, 150, 80, 120, 0.2, 30),
    nozzle_max_c=240,
    bed_max_c=85,
    heats=True,
    homes=True,
    filament_g=(20,),
    needs_bytes=1_000_000,
)
MACHINE = Machine(
    profile="prusa-mk3s",
    model="Original Prusa MK3S+",
    slicer_models=("MK3S", "MK3SMMU2S"),
    flavours=("marlin",),
    bed=Bed(250, 210, 210),
    nozzle_mm=0.4,
    max_nozzle_c=300,
    max_bed_c=120,
    slots=(SlotLoad("PETG", "black", 500),),
    filament_present=True,
    level_checked_at=NOW - timedelta(days=3),
    level_valid_for=timedelta(days=30),
    bed_state="clear",
    link="online",
    activity="idle",
    free_bytes=10_000_000,
)
WELL = Facts(WANTED, MACHINE, NOW)


def answer(check: str, facts: Facts) -> Answer:
    return BY_NAME[check](facts)


def wanting(**changes: object) -> Facts:
    return replace(WELL, wanted=replace(WANTED, **changes))  # type: ignore[arg-type]


def having(**changes: object) -> Facts:
    return replace(WELL, machine=replace(MACHINE, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("check", CHECKS, ids=code_of)
def test_every_check_passes_when_all_is_well(check: object) -> None:
    assert callable(check)
    found: Answer = check(WELL)
    assert found.result is PASS, found.text
    assert not found.note
    assert found.text


ABOUT_THE_JOB: list[tuple[str, dict[str, object], Result]] = [
    ("printer_is_the_one_sliced_for", {"models": ("ENDER3",)}, FAIL),
    ("printer_is_the_one_sliced_for", {"models": ("ENDER3", "prusa mk3s")}, PASS),
    ("printer_is_the_one_sliced_for", {"models": ()}, UNKNOWN),
    ("flavour_is_understood", {"flavour": "klipper"}, FAIL),
    ("flavour_is_understood", {"flavour": "marlin2"}, PASS),
    ("part_fits_the_bed", {"extents": None}, UNKNOWN),
    ("part_fits_the_bed", {"extents": Box(0, 251, 0, 10, 0, 10)}, FAIL),
    ("part_fits_the_bed", {"extents": Box(-1, 10, 0, 10, 0, 10)}, FAIL),
    ("part_fits_the_bed", {"extents": Box(0, 10, 0, 211, 0, 10)}, FAIL),
    ("part_fits_the_bed", {"extents": Box(0, 10, 0, 10, 0, 211)}, FAIL),
    ("part_fits_the_bed", {"extents": Box(0, 250, 0, 210, 0, 210)}, PASS),
    ("nozzle_matches", {"nozzle_mm": 0.6}, FAIL),
    ("nozzle_matches", {"nozzle_mm": None}, UNKNOWN),
    ("material_is_loaded", {"materials": ("PLA",)}, FAIL),
    ("material_is_loaded", {"materials": ("petg",)}, PASS),
    ("material_is_loaded", {"materials": ()}, UNKNOWN),
    ("material_is_loaded", {"materials": ("PETG", "PLA")}, UNKNOWN),
    ("material_is_loaded", {"materials": ("PETG", "")}, PASS),
    ("colour_matches", {"colours": ("Black",)}, PASS),
    ("colour_matches", {"colours": ("red",)}, FAIL),
    ("colour_matches", {"colours": ("black", "red")}, UNKNOWN),
    ("enough_filament", {"filament_g": (501.0,)}, FAIL),
    ("temperatures_are_within_limits", {"nozzle_max_c": 301}, FAIL),
    ("temperatures_are_within_limits", {"bed_max_c": 121}, FAIL),
    ("temperatures_are_within_limits", {"nozzle_max_c": 300, "bed_max_c": None}, PASS),
    ("enclosure_is_there", {"needs_enclosure": True}, FAIL),
    ("file_heats", {"heats": False}, FAIL),
    ("file_is_whole", {"file_findings": ("TRUNCATED",)}, FAIL),
    ("file_is_whole", {"file_findings": ("NO_EXTRUSION",)}, FAIL),
    ("file_is_whole", {"file_findings": ("CONFLICT",)}, PASS),
    ("host_has_space", {"needs_bytes": 9_900_000}, FAIL),
]


@pytest.mark.parametrize(("check", "changes", "result"), ABOUT_THE_JOB)
def test_what_the_job_wants(check: str, changes: dict[str, object], result: Result) -> None:
    assert answer(check, wanting(**changes)).result is result


ABOUT_THE_MACHINE: list[tuple[str, dict[str, object], Result]] = [
    ("flavour_is_understood", {"flavours": ()}, UNKNOWN),
    ("flavour_is_understood", {"flavours": ("klipper",)}, PASS),
    ("part_fits_the_bed", {"bed": None}, UNKNOWN),
    ("part_fits_the_bed", {"bed": Bed(250, 210, 210, -125, -105)}, FAIL),
    ("part_fits_the_bed", {"bed_told": Bed(120, 210, 210)}, FAIL),
    ("nozzle_matches", {"nozzle_mm": None}, UNKNOWN),
    ("nozzle_matches", {"nozzle_told_mm": 0.6}, FAIL),
    ("nozzle_matches", {"nozzle_told_mm": 0.4}, PASS),
    ("material_is_loaded", {"slots": ()}, UNKNOWN),
    ("material_is_loaded", {"slots": (SlotLoad(),)}, UNKNOWN),
    ("filament_is_present", {"filament_present": False}, FAIL),
    ("filament_is_present", {"filament_present": None, "slots": ()}, UNKNOWN),
    ("temperatures_are_within_limits", {"max_nozzle_c": None}, UNKNOWN),
    ("bed_is_clear", {"bed_state": "occupied"}, FAIL),
    ("bed_is_clear", {"bed_state": "doubtful"}, UNKNOWN),
    ("bed_is_level", {"level_checked_at": None}, UNKNOWN),
    ("bed_is_level", {"level_checked_at": NOW - timedelta(days=31)}, FAIL),
    ("bed_is_level", {"level_checked_at": NOW - timedelta(days=30)}, PASS),
    ("bed_is_level", {"level_valid_for": None}, PASS),
    ("calibration_is_valid", {"calibration_valid_for": timedelta(days=90)}, UNKNOWN),
    (
        "calibration_is_valid",
        {"calibration_valid_for": timedelta(9), "calibrated_at": NOW - timedelta(days=10)},
        FAIL,
    ),
    (
        "calibration_is_valid",
        {"calibration_valid_for": timedelta(9), "calibrated_at": NOW - timedelta(days=8)},
        PASS,
    ),
    ("printer_is_ready", {"link": "late"}, FAIL),
    ("printer_is_ready", {"service": "maintenance"}, FAIL),
    ("printer_is_ready", {"activity": "printing"}, FAIL),
    ("printer_is_ready", {"activity": "unknown"}, UNKNOWN),
    ("printer_is_ready", {"activity": "finished"}, PASS),
]


@pytest.mark.parametrize(("check", "changes", "result"), ABOUT_THE_MACHINE)
def test_what_the_machine_is(check: str, changes: dict[str, object], result: Result) -> None:
    assert answer(check, having(**changes)).result is result


NOTES: list[tuple[str, Facts]] = [
    ("flavour_is_understood", wanting(flavour=None)),
    ("enough_filament", wanting(filament_g=())),
    ("enough_filament", having(slots=(SlotLoad("PETG"),))),
    ("filament_is_present", having(filament_present=None)),
    ("file_heats", wanting(heats=None)),
    ("file_homes", wanting(homes=None)),
    ("file_homes", wanting(homes=False)),
    ("file_is_whole", wanting(file_findings=("CHECKSUM",))),
    ("host_has_space", having(free_bytes=None)),
]


@pytest.mark.parametrize(("check", "facts"), NOTES)
def test_notes_do_not_block(check: str, facts: Facts) -> None:
    found = answer(check, facts)
    assert found.note
    assert found.result is PASS
    assert passed(run_checks(facts))


def test_a_failure_says_the_values_and_what_to_do() -> None:
    found = answer("material_is_loaded", having(slots=(SlotLoad("PLA"),)))
    assert found.text == "Needs PETG; PLA is loaded."
    assert found.remedy_text == "Load PETG."
    assert found.message == "Needs %(wanted)s; %(loaded)s is loaded."


BROKEN = [
    *((check, wanting(**changes)) for check, changes, result in ABOUT_THE_JOB if result != PASS),
    *((check, having(**changes)) for check, changes, result in ABOUT_THE_MACHINE if result != PASS),
]


@pytest.mark.parametrize(("check", "facts"), BROKEN)
def test_whatever_blocks_has_a_remedy(check: str, facts: Facts) -> None:
    found = answer(check, facts)
    assert found.remedy_text
    assert not passed(run_checks(facts))


def test_every_check_can_fail_or_is_a_note() -> None:
    seen = {check for check, _ in BROKEN} | {check for check, _ in NOTES}
    assert seen == set(BY_NAME)


def test_codes_are_the_names_in_upper_case() -> None:
    findings = run_checks(WELL)
    assert [f.code for f in findings] == [f.name.upper() for f in findings]
    assert {f.code for f in findings} >= NEVER_OVERRIDDEN


def test_every_check_has_a_title() -> None:
    assert set(TITLES) == {code_of(check) for check in CHECKS}


def test_named_checks_run_alone() -> None:
    (finding,) = run_checks(WELL, ["bed_is_clear"])
    assert finding.code == "BED_IS_CLEAR"


def test_a_check_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="bed_is_clean"):
        run_checks(WELL, ["bed_is_clean"])


def test_no_check_made_is_no_pass() -> None:
    assert not passed(())


def test_an_override_covers_what_it_names() -> None:
    findings = run_checks(wanting(nozzle_mm=0.6))
    assert not passed(findings)
    assert passed(findings, {"NOZZLE_MATCHES"})
    assert not passed(findings, {"MATERIAL_IS_LOADED"})


@pytest.mark.parametrize(
    "facts", [having(bed_state="doubtful"), wanting(file_findings=("TRUNCATED",))]
)
def test_some_checks_are_never_overridden(facts: Facts) -> None:
    assert not passed(run_checks(facts), {code_of(check) for check in CHECKS})


def test_findings_and_facts_are_plain_values() -> None:
    (finding,) = run_checks(having(slots=(SlotLoad("PLA"),)), ["material_is_loaded"])
    assert finding.to_json() == {
        "code": "MATERIAL_IS_LOADED",
        "name": "material_is_loaded",
        "title": "The material is loaded",
        "result": "fail",
        "note": False,
        "message": "Needs %(wanted)s; %(loaded)s is loaded.",
        "params": {"wanted": "PETG", "loaded": "PLA", "slot": 1},
        "remedy": "Load %(wanted)s.",
        "text": "Needs PETG; PLA is loaded.",
        "remedy_text": "Load PETG.",
    }
    plain = WELL.to_json()
    assert plain["now"] == NOW.isoformat()
    assert plain["machine"]["level_valid_for"] == 30 * 86400
    assert plain["wanted"]["materials"] == ["PETG"]


def test_the_file_fills_what_the_job_leaves_open() -> None:
    file = Metadata(
        printer_model="MK3SMMU2S",
        materials=("PLA", "PETG", "PLA"),
        tools=(0, 1),
        nozzle_mm=0.4,
        findings=(Finding("TRUNCATED", Severity.ERROR, "cut off"),),
    )
    wanted = wanted_from(file, size_bytes=7)
    assert wanted.models == ("MK3SMMU2S",)
    assert wanted.materials == ("PLA", "PETG", "")
    assert wanted.file_findings == ("TRUNCATED",)
    named = wanted_from(file, size_bytes=7, models=("voron",), materials=("ASA",), nozzle_mm=0.6)
    assert (named.models, named.materials, named.nozzle_mm) == (("voron",), ("ASA",), 0.6)
