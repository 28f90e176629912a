"""Files at the edges, each with a truth that is known beforehand."""

from pathlib import Path

import pytest

from apps.gcode.metadata import Metadata, Source
from apps.gcode.reader import NotGcode, read_metadata
from tests.gcode.corpus import unpacked


def read(name: str, target: Path) -> Metadata:
    return read_metadata(unpacked(name, target))


def codes(metadata: Metadata) -> set[str]:
    return {finding.code for finding in metadata.findings}


BOXES = [
    ("x_arcs_cw_ccw.gcode", (50, 125, 50, 110, 0.2, 0.4)),
    ("x_G92_shift.gcode", (50, 60, 50, 60, 0.2, 0.2)),
    ("x_inches.gcode", (25.4, 80, 25.4, 80, 0.254, 0.254)),
    ("x_relative_xyz.gcode", (80, 110, 80, 100, 0.2, 0.2)),
    ("x_dialect_orca_klipper.gcode", (100, 120, 100, 120, 0.2, 0.4)),
]


@pytest.mark.parametrize(("name", "corners"), BOXES)
def test_extents_are_those_of_the_machine(
    name: str, corners: tuple[float, ...], tmp_path: Path
) -> None:
    box = read(name, tmp_path).extents
    assert box is not None
    seen = (box.min_x, box.max_x, box.min_y, box.max_y, box.min_z, box.max_z)
    assert seen == pytest.approx(corners)


REFUSED = [
    ("x_html_as_gcode.gcode", "IS_HTML"),
    ("x_no_newline_5MB.gcode", "LINE_TOO_LONG"),
    ("x_only_comments.gcode", "NO_COMMANDS"),
    ("x_bg_badcrc.bgcode", "BGCODE_CRC"),
    ("x_bg_truncated.bgcode", "BGCODE_TRUNCATED"),
]


@pytest.mark.parametrize(("name", "code"), REFUSED)
def test_what_cannot_be_printed_is_refused(name: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(NotGcode) as caught:
        read(name, tmp_path)
    assert caught.value.code == code


FOUND = [
    ("x_G92_shift.gcode", "ORIGIN_MOVED"),
    ("x_linenumbers_badsum.gcode", "CHECKSUM"),
    ("x_multi_tool_M600.gcode", "FILAMENT_CHANGES"),
    ("x_notemp.gcode", "NO_HEATING"),
    ("x_overtemp.gcode", "OVERHEATING"),
    ("x_partial_home.gcode", "HOMING_PARTIAL"),
    ("x_truncated_half.gcode", "TRUNCATED"),
    ("x_klipper_print_start_variants.gcode", "HOMING_BY_MACRO"),
]


@pytest.mark.parametrize(("name", "code"), FOUND)
def test_what_is_odd_is_found(name: str, code: str, tmp_path: Path) -> None:
    assert code in codes(read(name, tmp_path))


@pytest.mark.parametrize("name", ["x_crlf.gcode", "x_thumbs_16_220.gcode"])
def test_a_sound_file_has_no_findings(name: str, tmp_path: Path) -> None:
    assert read(name, tmp_path).findings == ()


def test_a_zero_at_the_end_is_not_heating(tmp_path: Path) -> None:
    metadata = read("x_notemp.gcode", tmp_path)
    assert metadata.heats is False
    assert metadata.nozzle_max_c is None


def test_macro_arguments_are_temperatures(tmp_path: Path) -> None:
    metadata = read("x_klipper_print_start_variants.gcode", tmp_path)
    assert (metadata.nozzle_first_c, metadata.bed_c, metadata.chamber_c) == (255, 110, 60)
    assert metadata.sources["nozzle_first_c"] is Source.MACRO
    assert metadata.homes is None


def test_filament_is_counted_by_tool(tmp_path: Path) -> None:
    metadata = read("x_multi_tool_M600.gcode", tmp_path)
    assert metadata.filament_mm == pytest.approx((15, 20))
    assert metadata.tools == (0, 1)
    assert metadata.nozzle_max_c == 240
    assert metadata.nozzle_first_c == 210


def test_orca_is_read_from_both_ends(tmp_path: Path) -> None:
    metadata = read("x_dialect_orca_klipper.gcode", tmp_path)
    assert (metadata.slicer, metadata.slicer_version) == ("OrcaSlicer", "2.3.1")
    assert metadata.printer_model == "Voron 2.4 300"
    assert metadata.materials == ("PLA",)
    assert metadata.colours == ("#F2754E",)
    assert (metadata.estimated_s, metadata.layers) == (62, 2)
    assert metadata.filament_mm == pytest.approx((3.5,))
    assert (metadata.nozzle_first_c, metadata.bed_c) == (220, 55)
    assert metadata.thumbnail is not None
    assert (metadata.thumbnail.width, metadata.thumbnail.kind) == (48, "png")


def test_the_largest_thumbnail_is_taken(tmp_path: Path) -> None:
    picture = read("x_thumbs_16_220.gcode", tmp_path).thumbnail
    assert picture is not None
    assert (picture.width, picture.height) == (220, 124)
    assert picture.content.startswith(b"\x89PNG")


def test_line_ends_change_offsets_and_nothing_else(tmp_path: Path) -> None:
    crlf = read("x_crlf.gcode", tmp_path)
    plain = read("x_thumbs_16_220.gcode", tmp_path)
    assert crlf.extents == plain.extents
    assert crlf.filament_g == plain.filament_g
    assert [z for _, z in crlf.layer_offsets] == [z for _, z in plain.layer_offsets]
    assert crlf.layers == 100


def test_layer_offsets_point_at_the_slicers_marks(tmp_path: Path) -> None:
    path = unpacked("x_crlf.gcode", tmp_path)
    content, metadata = path.read_bytes(), read_metadata(path)
    assert len(metadata.layer_offsets) == 100
    assert all(content[at:].startswith(b";LAYER_CHANGE") for at, _ in metadata.layer_offsets)
    assert metadata.first_layer_end_offset == metadata.layer_offsets[1][0]


def test_priming_outside_the_bed_is_kept_apart(tmp_path: Path) -> None:
    metadata = read("x_crlf.gcode", tmp_path)
    assert metadata.prime_extents is not None
    assert metadata.extents is not None
    assert metadata.prime_extents.min_y == -3
    assert metadata.extents.min_y > 90
