"""Real files of slicers are read in full."""

import gzip
from pathlib import Path

import pytest

from apps.gcode.reader import NotGcode, read_metadata
from tests.gcode.corpus import larger_corpus, unpacked


def test_prusaslicer(tmp_path: Path) -> None:
    metadata = read_metadata(unpacked("ps_bracket_ender3_petg.gcode", tmp_path))
    assert (metadata.slicer, metadata.slicer_version) == ("PrusaSlicer", "2.5.0")
    assert (metadata.flavour, metadata.printer_model) == ("marlin", "ENDER3")
    assert metadata.printer_profile == "Creality Ender-3 (0.6 mm nozzle)"
    assert metadata.materials == ("PETG",)
    assert (metadata.nozzle_mm, metadata.layer_height_mm) == (0.6, 0.28)
    assert metadata.nozzle_first_c == 240, "not the 150 °C at which it homes"
    assert metadata.filament_g == (4.75,)
    assert metadata.estimated_s == 827
    assert metadata.layers == 18
    assert metadata.homes
    assert metadata.heats
    assert metadata.findings == ()


def test_cura_placeholders_are_not_believed(tmp_path: Path) -> None:
    metadata = read_metadata(unpacked("cura_bracket_ender3_01mm.gcode", tmp_path))
    assert (metadata.slicer, metadata.slicer_version) == ("Cura", "4.13.0")
    assert metadata.estimated_s != 6666
    assert metadata.sources["estimated_s"] == "computed"
    assert metadata.filament_mm[0] > 0
    assert metadata.extents is not None
    assert metadata.extents.max_x < 200
    assert metadata.layers == 48


def test_layers_without_marks_come_from_z(tmp_path: Path) -> None:
    metadata = read_metadata(unpacked("slic3r_cube20_0.5_comments.gcode", tmp_path))
    assert metadata.slicer == "Slic3r"
    assert metadata.layers == 80
    assert metadata.filament_mm == pytest.approx((688.5,))


def test_brim_is_part_of_the_print(tmp_path: Path) -> None:
    metadata = read_metadata(unpacked("ps_tower_asa_mk3s_brim.gcode", tmp_path))
    assert metadata.materials == ("ASA",)
    assert metadata.extents is not None
    assert metadata.extents.size[0] > 20, "8 mm wide with 6 mm of brim all around"
    assert metadata.extents.max_z == 200


def test_binary_gcode(tmp_path: Path) -> None:
    metadata = read_metadata(unpacked("bg_cube20_mk3s_deflate.bgcode", tmp_path))
    assert (metadata.slicer, metadata.printer_model) == ("PrusaSlicer", "MK3S")
    assert metadata.materials == ("PLA",)
    assert metadata.estimated_s == 1737
    assert metadata.layers == 100
    assert metadata.findings == ()


def test_larger_corpus_is_read_or_refused_with_a_reason(tmp_path: Path) -> None:
    for packed in larger_corpus():
        path = tmp_path / packed.stem
        path.write_bytes(gzip.decompress(packed.read_bytes()))
        assert outcome(path), packed.name


def outcome(path: Path) -> str:
    """The slicer that was recognised, or why the file was refused."""
    try:
        return read_metadata(path).slicer or "unknown"
    except NotGcode as error:
        return error.message
