"""Files of a host survive its process."""

from pathlib import Path

import pytest

from apps.simulator.shelf import Shelf, ToolpathCache
from apps.simulator.uploads import Incoming


def received(shelf: Shelf, content: bytes) -> Incoming:
    draft = shelf.drafts / "draft"
    draft.write_bytes(content)
    return Incoming(draft, "a.gcode", len(content), f"sha256-{len(content)}", "sha1")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, ToolpathCache())


def test_a_new_process_finds_files_and_memory(shelf: Shelf, tmp_path: Path) -> None:
    stored = shelf.put(received(shelf, b"G1 X1\n"), "farm/a.gcode", "farm", 1.0)
    stored.success = 3
    shelf.memory["jobs_started"] = 7
    shelf.save()
    again = Shelf(tmp_path, ToolpathCache())
    assert again.files == {"farm/a.gcode": stored}
    assert again.memory["jobs_started"] == 7
    assert again.locate("farm/a.gcode").read_bytes() == b"G1 X1\n"


def test_drafts_of_a_killed_process_are_cleared(shelf: Shelf, tmp_path: Path) -> None:
    received(shelf, b"half")
    Shelf(tmp_path, ToolpathCache())
    assert not list(shelf.drafts.iterdir())


def test_a_file_that_is_gone_from_the_disk_is_forgotten(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put(received(shelf, b"G1 X1\n"), "a.gcode", "farm", 1.0)
    shelf.locate("a.gcode").unlink()
    assert Shelf(tmp_path, ToolpathCache()).files == {}


def test_removing_takes_the_content_too(shelf: Shelf) -> None:
    shelf.put(received(shelf, b"G1 X1\n"), "a.gcode", "farm", 1.0)
    shelf.remove("a.gcode")
    assert not shelf.locate("a.gcode").exists()
    with pytest.raises(KeyError):
        shelf.remove("a.gcode")


@pytest.mark.asyncio
async def test_a_replaced_file_is_read_anew(shelf: Shelf) -> None:
    shelf.put(received(shelf, b"G4 S5\n"), "a.gcode", "farm", 1.0)
    assert (await shelf.read("a.gcode")).toolpath.duration_s == 5
    shelf.put(received(shelf, b"G4 S50\n"), "a.gcode", "farm", 1.0)
    assert (await shelf.read("a.gcode")).toolpath.duration_s == 50
