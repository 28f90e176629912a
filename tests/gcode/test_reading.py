"""Single rules of reading commands, each on a few lines."""

from collections.abc import Callable
from pathlib import Path

import pytest

from apps.gcode.metadata import Metadata
from apps.gcode.reader import read_metadata

Reader = Callable[[str | bytes], Metadata]
START = "G28\nM140 S60\nM109 S210\nM83\n"


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def reader(text: str | bytes) -> Metadata:
        path = tmp_path / "part.gcode"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_metadata(path)

    return reader


def codes(metadata: Metadata) -> set[str]:
    return {finding.code for finding in metadata.findings}


def test_a_byte_order_mark_hides_no_homing(read: Reader) -> None:
    assert read("\ufeff" + START + "G1 X1 Y1 Z.2 E1\n").homes


def test_nul_bytes_are_found(read: Reader) -> None:
    assert "NUL_BYTES" in codes(read(START.encode() + b"\0G1 X1 Y1 Z.2 E1\n" + b";" * 500))


def test_homing_at_the_end_does_not_count(read: Reader) -> None:
    assert read("M109 S210\nM83\nG1 X1 Y1 Z.2 E1\nG1 X2 E1\nG28\n").homes is False


def test_axes_homed_one_by_one_are_homed(read: Reader) -> None:
    assert read("G28 X0 Y0\nG28 Z0\nM109 S200\nM83\nG1 X1 Y1 E1\n").homes


def test_r_waits_like_s(read: Reader) -> None:
    metadata = read("G28\nM190 R55\nM109 R205\nM83\nG1 X1 Y1 Z.2 E1\n")
    assert (metadata.nozzle_first_c, metadata.bed_c) == (205, 55)


def test_reprapfirmware_sets_tools_with_g10(read: Reader) -> None:
    metadata = read("G28\nG10 P0 S195 R160\nT0\nM83\nG1 X1 Y1 Z.2 E1\nG10\n")
    assert metadata.nozzle_first_c == 195


def test_klipper_sets_heaters_by_name(read: Reader) -> None:
    text = "G28\nSET_HEATER_TEMPERATURE HEATER=extruder TARGET=222\nM83\nG1 X1 Y1 Z.2 E1\n"
    assert read(text).nozzle_first_c == 222


def test_harmless_macros_are_no_excuse_for_not_homing(read: Reader) -> None:
    text = "SET_VELOCITY_LIMIT VELOCITY=100\nM109 S200\nM83\nG1 X1 Y1 Z.2 E1\n"
    assert read(text).homes is False


def test_words_need_no_spaces(read: Reader) -> None:
    box = read(START + "G1X10Y10Z.2\nG1X20Y15E1\n").extents
    assert box is not None
    assert (box.min_x, box.max_x, box.max_y) == (10, 20, 15)


def test_arc_by_radius(read: Reader) -> None:
    box = read(START + "G1 X0 Y0 Z.2\nG2 X20 Y0 R10 E2\n").extents
    assert box is not None
    assert box.max_y == pytest.approx(10)
    assert box.min_y == pytest.approx(0)


def test_sequential_objects_start_again_at_the_bottom(read: Reader) -> None:
    heights = "".join(
        f"G1 Z{z}\nG1 X{x} Y1\nG1 X{x + 5} E1\n" for x in (0, 50) for z in (0.2, 0.4, 0.6)
    )
    assert read(START + heights).layers == 6


def test_z_hops_are_no_layers(read: Reader) -> None:
    hop = "G1 Z.2\nG1 X5 E1\nG1 Z.6\nG0 X1\nG1 Z.2\nG1 X9 E1\n"
    assert read(START + "G1 X1 Y1\n" + hop).layers == 1


def test_raft_layers_count(read: Reader) -> None:
    raft = "".join(f";LAYER:{n}\nG1 Z{0.2 * n + 1:.1f}\nG1 X{n + 9} E1\n" for n in (-2, -1, 0))
    assert read(START + "G1 X1 Y1\n;LAYER_COUNT:1\n" + raft).layers == 3


def test_absolute_extrusion_is_counted_once(read: Reader) -> None:
    text = "G28\nM109 S200\nM82\nG92 E0\nG1 X1 Y1 Z.2 E5\nG1 X2 E8\nG92 E0\nG1 X3 E2\n"
    assert read(text).filament_mm == pytest.approx((10,))


def test_objects_are_counted_by_name(read: Reader) -> None:
    named = "; printing object a id:0 copy 0\n; printing object a id:0 copy 1\n" * 3
    assert read(START + named + "G1 X1 Y1 Z.2 E1\n").object_count == 2
    assert read(START + "M486 T4\nG1 X1 Y1 Z.2 E1\n").object_count == 4


def test_a_conflict_of_two_sources_is_found(read: Reader) -> None:
    text = START + "G1 X1 Y1 Z.2 E1\n; first_layer_temperature = 250\n"
    metadata = read(text)
    assert metadata.nozzle_first_c == 210
    assert "CONFLICT" in codes(metadata)


def test_an_empty_setting_does_not_take_the_next_one(read: Reader) -> None:
    metadata = read(START + "G1 X1 Y1 Z.2 E1\n; notes = \n; nozzle_diameter = 0.6\n")
    assert metadata.nozzle_mm == 0.6


@pytest.mark.parametrize("length", [10, 300_000])
def test_lines_across_blocks_keep_their_offsets(read: Reader, length: int) -> None:
    text = START + ";" + "x" * length + "\n;LAYER:0\nG1 X1 Y1 Z.2 E1\nG1 X2 E1\n"
    ((offset, _),) = read(text).layer_offsets
    assert text[offset:].startswith(";LAYER:0")


def test_density_gives_grams(read: Reader) -> None:
    text = (
        START
        + "G1 X1 Y1 Z.2 E1\n; filament used [mm] = 1000\n"
        + "; filament_density = 1.24\n; filament_diameter = 1.75\n"
    )
    assert read(text).filament_g == pytest.approx((2.98,))
