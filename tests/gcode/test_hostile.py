"""Nonsense and malice end in metadata that is valid JSON, or in a refusal."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.gcode.reader import NotGcode, read_metadata

PIECES = st.sampled_from(
    [
        *("G0 ", "G1 ", "G2 ", "G3 ", "G28", "G92 ", "G20", "G91", "M82", "M83", "T1", "T99999999"),
        *("M109 S", "M486 T", "M73 R", "X", "Y", "Z-", "E", "F", "I", "J", "R", "S", "N1 ", "*"),
        *("1", "0", ".5", "1e400", "nan", "inf", " ", "\n", "\n", "\r\n", ";", "\0", "="),
        *(";LAYER:0\n", "; thumbnail begin 9x9 4\n", "; thumbnail end\n", "; layer_height = "),
        *("; estimated printing time = ", ";TIME:", "PRINT_START BED=", "; filament used [g] = "),
    ]
)


def outcome(content: bytes) -> str:
    with TemporaryDirectory() as name:
        path = Path(name) / "part.gcode"
        path.write_bytes(content)
        try:
            return json.dumps(read_metadata(path).to_json(), allow_nan=False)
        except NotGcode as error:
            return error.code


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_text_of_any_kind(pieces: list[str]) -> None:
    assert outcome("".join(["G28\nM83\nM109 S200\n", *pieces]).encode())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_binary_of_any_kind(content: bytes) -> None:
    assert outcome(b"GCDE\x01\x00\x00\x00\x01\x00" + content)


def test_thumbnails_that_never_end_cost_no_time() -> None:
    assert outcome(b"; thumbnail begin 9x9 4\n" * 40_000 + b"G28\n")


def test_an_absurd_tool_number_makes_no_long_list() -> None:
    plain = json.loads(outcome(b"G28\nM83\nT99999999\nG1 X1 Y1 Z1 E5\nG1 X2 E5\n"))
    assert len(plain["filament_mm"]) == 1


def test_an_endless_macro_argument_is_no_temperature() -> None:
    assert json.loads(outcome(b"PRINT_START BED=1e400\nG28\n"))["bed_c"] is None
