"""A file over time."""

from pathlib import Path

import pytest

from apps.simulator.estimate import estimated_s
from apps.simulator.toolpath import StepKind, Toolpath, read_toolpath
from tests.simulator.rig import BRACKET, SHORT


def read(tmp_path: Path, content: bytes) -> Toolpath:
    path = tmp_path / "part.gcode"
    path.write_bytes(content)
    return read_toolpath(path)


def test_a_sliced_file_takes_as_long_as_its_slicer_says() -> None:
    toolpath = read_toolpath(BRACKET)
    assert toolpath.duration_s == pytest.approx(13 * 60 + 47)
    assert toolpath.layers > 10
    targets = {(step.kind, step.value) for step in toolpath.steps}
    assert {(StepKind.WAIT_BED, 70.0), (StepKind.WAIT_NOZZLE, 240.0)} <= targets


def test_bytes_and_height_only_grow_over_a_sliced_file() -> None:
    toolpath = read_toolpath(BRACKET)
    moments = [toolpath.duration_s * n / 100 for n in range(101)]
    offsets = [toolpath.offset_at(moment) for moment in moments]
    assert offsets == sorted(offsets)
    assert offsets[0] == 0
    assert 0.8 * toolpath.size < offsets[-1] <= toolpath.size
    assert toolpath.extruded_at(toolpath.duration_s) > 100


@pytest.mark.parametrize(
    ("content", "seconds"),
    [
        (b"G1 X60 F3600\n", 1.0),
        (b"G1 X60 F3600\nG1 X0\n", 2.0),
        (b"G91\nG1 X60 F3600\nG1 X60\n", 2.0),
        (b"G20\nG1 X1 F60\n", 1.0),
        (b"G1 X60 F3600\nG92 X0\nG1 X60\n", 2.0),
        (b"M83\nG1 E60 F3600\nG1 E60\n", 2.0),
        (b"M82\nG1 E60 F3600\nG1 E60\n", 1.0),
        (b"G4 S3\nG4 P500\n", 3.5),
        (b"N1 G1 X60 F3600*12\r\nN2 G1 X0 Y0*9\r\n", 2.0),
        (b"g1x60f3600\n", 1.0),
        (b"; G1 X60 F3600\n", 15 / 400),
    ],
)
def test_moves_take_distance_over_feed(tmp_path: Path, content: bytes, seconds: float) -> None:
    assert read(tmp_path, content).duration_s == pytest.approx(seconds)


def test_the_first_extrusion_is_found(tmp_path: Path) -> None:
    assert read(tmp_path, SHORT).first_extrusion_s == pytest.approx(8.0)


def test_macros_heat_as_their_arguments_say(tmp_path: Path) -> None:
    toolpath = read(tmp_path, b"PRINT_START BED=60 EXTRUDER=215\nG1 X10 F600\n")
    assert [(step.kind, step.value) for step in toolpath.steps] == [
        (StepKind.WAIT_BED, 60.0),
        (StepKind.WAIT_NOZZLE, 215.0),
    ]


def test_layer_statements_of_klipper_are_steps(tmp_path: Path) -> None:
    toolpath = read(tmp_path, b"SET_PRINT_STATS_INFO TOTAL_LAYER=9\nG1 X1\nM600\n")
    assert [step.kind for step in toolpath.steps] == [
        StepKind.TOTAL_LAYER,
        StepKind.FILAMENT_CHANGE,
    ]


@pytest.mark.parametrize("content", [b"", b"\x00\x01" * 500, b"<html>\n" * 20, b"G1 X1" * 9])
def test_rubbish_has_an_end(tmp_path: Path, content: bytes) -> None:
    toolpath = read(tmp_path, content)
    assert 0 <= toolpath.duration_s < 60
    assert toolpath.offset_at(1e9) <= len(content)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (b"; estimated printing time (normal mode) = 1d 2h 3m 4s\n", 93784.0),
        (b"; estimated printing time (normal mode) = 9m 0s\n", 540.0),
        (b";TIME:1234\n", 1234.0),
        (b";TIME:6666\n", None),
        (b"G1 X1\n", None),
    ],
)
def test_estimates_of_slicers(text: bytes, seconds: float | None) -> None:
    assert estimated_s(text) == seconds


def test_an_unbelievable_estimate_is_not_followed(tmp_path: Path) -> None:
    content = b"G1 X60 F3600\n; estimated printing time (normal mode) = 3d 0h 0m 0s\n"
    assert read(tmp_path, content).duration_s == pytest.approx(1.0)
