"""Files are read in a child process; what was found is kept once and lets the jobs go on."""

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from apps.core.errors import Refused, Unavailable
from apps.jobs import analysis, tasks
from apps.jobs.models import GcodeFile
from apps.jobs.orders import JobOrder
from apps.jobs.services import receive_file, submit
from apps.jobs.states import JobState
from apps.jobs.storage import thumbnail_path
from tests.builders import TESTER, a_gcode, a_job

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data"


def waiting() -> GcodeFile:
    return a_gcode(analysis=GcodeFile.WAITING, metadata=None)


def picture(content: bytes) -> dict[str, Any]:
    return {"kind": "png", "base64": base64.b64encode(content).decode()}


def test_a_real_file_is_read_in_a_child_process() -> None:
    content = (DATA / "tiny_mk3s.gcode").read_bytes()
    gcode = receive_file([content], "tiny.gcode", actor=TESTER)
    analysis.read(gcode.pk)
    gcode.refresh_from_db()
    assert (gcode.analysis, gcode.error) == ("done", "")
    assert gcode.metadata is not None
    assert gcode.metadata["printer_model"]


def test_a_file_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def child(*_: object, **__: object) -> dict[str, Any]:
        calls.append(1)
        return {"layers": 3}

    monkeypatch.setattr("apps.jobs.analysis.outside.run", child)
    gcode = waiting()
    tasks.analyse(gcode.pk)
    tasks.analyse(gcode.pk)
    tasks.analyse_waiting()
    assert calls == [1]


def test_a_lost_reading_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.jobs.analysis.outside.run", lambda *_, **__: {"layers": 3})
    files = [waiting(), waiting()]
    tasks.analyse_waiting()
    assert {GcodeFile.objects.get(pk=gcode.pk).analysis for gcode in files} == {"done"}


def test_a_child_that_refuses_fails_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def child(*_: object, **__: object) -> None:
        raise Refused("no G-code in it")

    monkeypatch.setattr("apps.jobs.analysis.outside.run", child)
    gcode = waiting()
    analysis.read(gcode.pk)
    gcode.refresh_from_db()
    assert (gcode.analysis, gcode.error) == ("failed", "no G-code in it")


def test_a_stop_of_the_farm_leaves_the_file_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def child(*_: object, **__: object) -> None:
        raise Unavailable("the farm is shutting down")

    monkeypatch.setattr("apps.jobs.analysis.outside.run", child)
    gcode = waiting()
    with pytest.raises(Unavailable):
        analysis.read(gcode.pk)
    gcode.refresh_from_db()
    assert gcode.analysis == "waiting"


def test_the_slicers_picture_is_stored_anew() -> None:
    out = io.BytesIO()
    Image.new("RGB", (900, 300), "red").save(out, "PNG")
    gcode = waiting()
    analysis.keep(gcode, {"thumbnail": picture(out.getvalue())})
    gcode.refresh_from_db()
    assert gcode.has_thumbnail
    with Image.open(thumbnail_path(gcode)) as image:
        assert image.size == (480, 160)


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\nbroken"])
def test_a_broken_picture_is_left_out(content: bytes) -> None:
    gcode = waiting()
    analysis.keep(gcode, {"layers": 3, "thumbnail": picture(content)})
    gcode.refresh_from_db()
    assert (gcode.has_thumbnail, gcode.analysis) == (False, "done")


def test_only_jobs_that_wait_for_the_file_are_settled() -> None:
    gcode = waiting()
    held = a_job(gcode=gcode, state=JobState.HELD)
    analysis.keep(gcode, {"layers": 3})
    held.refresh_from_db()
    assert held.state == "held"


def killed(*_: object, **__: object) -> None:
    raise Refused("ended without a result (exit code -9)", code="CHILD_FAILED")


def test_a_killed_reader_is_tried_again_before_the_file_is_blamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("apps.jobs.analysis.outside.run", killed)
    gcode = waiting()
    seen = []
    for _ in range(3):
        tasks.analyse(gcode.pk)
        gcode.refresh_from_db()
        seen.append(gcode.analysis)
    assert seen == ["waiting", "waiting", "failed"]


def test_a_file_sent_again_is_read_again_after_a_failure() -> None:
    content = (DATA / "tiny_mk3s.gcode").read_bytes()
    gcode = receive_file([content], "tiny.gcode", actor=TESTER)
    GcodeFile.objects.filter(pk=gcode.pk).update(analysis=GcodeFile.FAILED, tries=3)
    again = receive_file([content], "tiny.gcode", actor=TESTER)
    assert (again.pk, again.analysis) == (gcode.pk, "waiting")


@pytest.mark.parametrize(("asked", "parts"), [(None, 4), (1, 1), (2, 2)])
def test_parts_per_run_come_from_the_file_unless_somebody_said(
    asked: int | None, parts: int
) -> None:
    gcode = a_gcode(metadata={"object_count": 4})
    job = submit(JobOrder(gcode_id=gcode.pk, quantity=8, parts_per_run=asked), actor=TESTER)
    assert job.parts_per_run == parts
