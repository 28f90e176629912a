"""Jobs submitted, listed and explained from a shell; files analysed."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError

from apps.jobs.models import GcodeFile, Job
from tests.builders import a_job, a_material, a_printer, a_profile
from tests.operations.conftest import Run

DEMO = Path(settings.BASE_DIR) / "demo" / "files" / "hook_pla_mk3s.gcode"


def test_a_file_becomes_a_job(run: Run) -> None:
    a_material("PETG")
    printer = a_printer("MK-1")
    a_profile("mk3s")
    arguments = ["--quantity", "3", "--lane", "express", "--priority", "80", "--name", "hooks"]
    arguments += ["--material", "petg", "--profile", "MK3S", "--printer", "mk-1"]
    answer = json.loads(
        run("submit_job", str(DEMO), *arguments, "--reference", "A7", "--hold", "--json")
    )
    job = Job.objects.get(pk=answer["id"])
    assert (job.quantity, job.lane, job.priority, job.name) == (3, "express", 80, "hooks")
    assert (job.materials, job.profiles) == (["PETG"], ["mk3s"])
    assert (job.pinned_printer_id, job.reference, job.source) == (printer.pk, "A7", "command")
    assert job.held_code == "HOLD_ASKED"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--quantity", "0"], "quantity"),
        (["--priority", "101"], "priority"),
        (["--lane", "slow"], "lane"),
        (["--material", "cheese"], "material 'cheese' is not known"),
        (["--profile", "mk9"], "printer profile 'mk9' is not known"),
        (["--printer", "nobody"], "there is no printer 'nobody'"),
    ],
)
def test_a_bad_order_stores_nothing(run: Run, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run("submit_job", str(DEMO), *arguments)
    assert not GcodeFile.objects.exists()


def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"part\.gcode can not be read: No such file"):
        run("submit_job", str(tmp_path / "part.gcode"))


def test_what_is_no_gcode_is_refused(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.gcode"
    page.write_text("<html><body>not found</body></html>")
    with pytest.raises(CommandError):
        run("submit_job", str(page))
    assert not Job.objects.exists()


def test_the_queue_is_in_the_order_of_service(run: Run) -> None:
    a_job("later", priority=10)
    a_job("first", lane="express")
    a_job("sooner", priority=90)
    lines = run("queue").splitlines()[1:]
    assert [line.split()[1] for line in lines] == ["first", "sooner", "later"]
    assert [row["name"] for row in json.loads(run("queue", "--json"))] == [
        "first",
        "sooner",
        "later",
    ]


def test_an_empty_queue_says_so(run: Run) -> None:
    assert run("queue") == "Nothing is queued.\n"
    assert json.loads(run("queue", "--json")) == []


def test_why_names_the_reason_and_the_remedy(run: Run) -> None:
    a_printer("MK-1", material="PETG")
    job = a_job(materials=["PLA"])
    text = run("why", str(job.pk))
    assert "MK-1:" in text
    assert "[MATERIAL_IS_LOADED]" in text
    answer = json.loads(run("why", str(job.pk), "--json"))
    reasons = answer["printers"][0]["reasons"]
    assert "MATERIAL_IS_LOADED" in {reason["code"] for reason in reasons}
    assert all(reason["message"] for reason in reasons)


def test_a_file_is_analysed_without_storing_it(run: Run) -> None:
    text = run("analyse_gcode", str(DEMO))
    assert "PrusaSlicer" in text
    assert "PLA" in text
    answer = json.loads(run("analyse_gcode", str(DEMO), "--json"))
    assert (answer["printer_model"], answer["materials"]) == ("MK3S", ["PLA"])
    assert not GcodeFile.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 100])
def test_what_is_no_gcode_is_not_analysed(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.gcode"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        run("analyse_gcode", str(file))


def test_a_folder_is_not_analysed(run: Run, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is a folder"):
        run("analyse_gcode", str(tmp_path))
