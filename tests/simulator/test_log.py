"""The record of prints."""

import json
from pathlib import Path

from apps.simulator.log import PrintLog


def test_lines_of_an_earlier_process_stay(tmp_path: Path) -> None:
    path = tmp_path / "prints.jsonl"
    for job in (1, 2):
        log = PrintLog(path)
        log.write("OCT-01", "start", "a.gcode", "abc", job)
        log.close()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["job"] for line in lines] == [1, 2]
    assert set(lines[0]) == {"time", "printer", "event", "file", "sha256", "job"}


def test_a_line_is_readable_as_soon_as_it_is_written(tmp_path: Path) -> None:
    log = PrintLog(tmp_path / "prints.jsonl")
    log.write("OCT-01", "error", "a.gcode", "abc", 1, "MAXTEMP")
    assert json.loads((tmp_path / "prints.jsonl").read_text())["message"] == "MAXTEMP"
    log.close()
