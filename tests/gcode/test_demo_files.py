"""The demo's files say what the manifest says, and are small enough to try."""

import json
from pathlib import Path

import pytest

from apps.gcode.reader import read_metadata

ROOT = Path(__file__).parent.parent.parent
FILES = ROOT / "demo" / "files"
MANIFEST = json.loads((FILES / "manifest.json").read_text())


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["file"])
def test_demo_file_is_as_the_manifest_says(entry: dict[str, object]) -> None:
    path = FILES / str(entry["file"])
    metadata = read_metadata(path)
    assert metadata.printer_model == entry["printer_model"]
    assert metadata.flavour == entry["flavour"]
    assert metadata.materials == (entry["material"],)
    assert metadata.colours == (entry["colour"],)
    assert metadata.estimated_s == entry["estimated_s"]
    assert metadata.estimated_s is not None
    assert 180 <= metadata.estimated_s <= 15 * 60
    assert metadata.findings == ()
    assert metadata.thumbnail is not None
    assert path.stat().st_size < 400_000


@pytest.mark.parametrize("name", ["tiny_octoprint", "tiny_klipper", "tiny_mk3s"])
def test_tiny_files_print_in_seconds(name: str) -> None:
    metadata = read_metadata(ROOT / "tests" / "data" / f"{name}.gcode")
    assert metadata.layers == 2
    assert metadata.estimated_s is not None
    assert metadata.estimated_s < 30
    assert (metadata.nozzle_max_c, metadata.bed_max_c) == (180, 60)
    assert metadata.homes
