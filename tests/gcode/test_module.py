"""The reader as a process of its own, and metadata as JSON."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from apps.gcode.metadata import Metadata
from apps.gcode.reader import read_metadata
from tests.gcode.corpus import unpacked


def said(path: Path) -> tuple[int, list[dict[str, Any]]]:
    done = subprocess.run(
        [sys.executable, "-m", "apps.gcode", str(path)], capture_output=True, check=False
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_progress_comes_before_the_result(tmp_path: Path) -> None:
    code, messages = said(unpacked("x_crlf.gcode", tmp_path))
    fractions = [message["progress"] for message in messages[:-1]]
    assert code == 0
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    result = messages[-1]["result"]
    assert isinstance(result, dict)
    assert result["layers"] == 100


def test_a_refusal_has_its_code(tmp_path: Path) -> None:
    code, messages = said(unpacked("x_html_as_gcode.gcode", tmp_path))
    assert code == 1
    assert messages[-1]["error"]["code"] == "IS_HTML"


def test_json_brings_everything_back_but_the_picture(tmp_path: Path) -> None:
    metadata = read_metadata(unpacked("x_dialect_orca_klipper.gcode", tmp_path))
    again = Metadata.from_json(json.loads(json.dumps(metadata.to_json())))
    assert again.thumbnail is None
    assert again.to_json() == metadata.to_json()
    assert (again.extents, again.layer_offsets) == (metadata.extents, metadata.layer_offsets)
    assert again.findings == metadata.findings


def test_unknown_keys_are_passed_over() -> None:
    assert Metadata.from_json({"slicer": "X", "of_tomorrow": 1}).slicer == "X"
