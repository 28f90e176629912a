"""Printers added, exported and tested from a shell."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from apps.printers.models import Printer
from apps.printers.probing import Probe
from apps.printers.states import Service
from tests.builders import a_printer, a_profile
from tests.operations.conftest import Run

HEADING = "name,kind,url,profile,group,tags,nozzle_mm,api_key"
TWO = f"{HEADING}\nA-1,octoprint,http://10.0.0.1/,mk3s,Hall,big fast,0.6,k1\nA-2,moonraker,http://10.0.0.2,mk3s,,,,\n"


def test_a_printer_is_added(run: Run) -> None:
    a_profile("mk3s")
    arguments = ["--kind", "prusalink", "--url", "http://10.0.0.9", "--profile", "mk3s"]
    answer = json.loads(
        run("add_printer", "MK-1", *arguments, "--tag", "a", "--tag", "b", "--json")
    )
    printer = Printer.objects.get()
    assert answer == [{"id": printer.pk, "name": "MK-1"}]
    assert (printer.kind, printer.tags, printer.bed) == ("prusalink", ["a", "b"], "doubtful")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give either a NAME or --from"),
        (["MK-1", "--from", "x.csv"], "give either a NAME or --from"),
        (["MK-1"], "--kind, --url, --profile missing"),
        (["MK-1", "--kind", "fax"], "--kind"),
        (["--from", "nowhere.csv"], "can not be read"),
    ],
)
def test_bad_arguments_are_one_line(run: Run, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words) as refused:
        run("add_printer", *arguments)
    assert "\n" not in str(refused.value)


def test_a_table_is_added(run: Run, tmp_path: Path) -> None:
    a_profile("mk3s")
    table = tmp_path / "printers.csv"
    table.write_text(TWO)
    run("add_printer", "--from", str(table))
    first = Printer.objects.get(name="A-1")
    assert (first.url, first.nozzle_mm, first.tags) == ("http://10.0.0.1", 0.6, ["big", "fast"])
    assert first.group is not None
    assert (first.group.name, first.api_key) == ("Hall", "k1")
    assert Printer.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{HEADING}\n", "no rows"),
        ("name;url\nA;b\n", "missing: kind, profile"),
        ("name,kind,url,profile,colour\n", "unknown: colour"),
        ("", "first line"),
        (f"{TWO}A-3,fax,http://10.0.0.3,mk3s\n", "row 3: kind must be one of"),
        (f"{TWO}A-1,octoprint,http://10.0.0.3,mk3s\n", "row 3: there is a printer named A-1"),
        (f"{TWO}A-3,octoprint,http://10.0.0.1,mk3s\n", "row 3: A-1 has this address"),
        (f"{TWO}A-3,octoprint,http://10.0.0.3,mk9\n", "row 3: printer profile 'mk9'"),
        (f"{TWO}A-3,octoprint,http://10.0.0.3,mk3s,,,wide\n", "row 3: nozzle_mm is 'wide'"),
        (f"{TWO}A-3,octoprint,http://10.0.0.3,mk3s,,,nan\n", "row 3: nozzle_mm is nan"),
        (f"{TWO}A-3,octoprint\n", "row 3:"),
        (f"{TWO}A-3,octoprint,http://10.0.0.3,mk3s,,,,,more\n", "row 3 has more cells"),
    ],
)
def test_a_faulty_table_adds_nothing(run: Run, tmp_path: Path, text: str, words: str) -> None:
    a_profile("mk3s")
    table = tmp_path / "printers.csv"
    table.write_text(text)
    with pytest.raises(CommandError, match=words):
        run("add_printer", "--from", str(table))
    assert not Printer.objects.exists()


def test_every_faulty_row_is_named(run: Run, tmp_path: Path) -> None:
    a_profile("mk3s")
    table = tmp_path / "printers.csv"
    table.write_text(f"{HEADING}\nA-1,fax,http://10.0.0.1,mk3s\nA-2,octoprint,nowhere,mk3s\n")
    with pytest.raises(CommandError) as refused:
        run("add_printer", "--from", str(table))
    assert "row 1" in str(refused.value)
    assert "row 2" in str(refused.value)


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_separators_are_understood(run: Run, tmp_path: Path, mark: str) -> None:
    a_profile("mk3s")
    table = tmp_path / "printers.csv"
    table.write_text("\ufeff" + TWO.replace(",", mark), encoding="utf-8")
    run("add_printer", "--from", str(table))
    assert Printer.objects.count() == 2


def test_what_is_exported_can_be_added_again(run: Run, tmp_path: Path) -> None:
    a_printer("A-1", api_key="s3cret", tags=["big"], location="Hall, left")
    a_printer("A-2", service=Service.RETIRED)
    table = tmp_path / "printers.csv"
    run("export_printers", "--to", str(table), "--with-keys")
    Printer.objects.all().delete()
    run("add_printer", "--from", str(table))
    printer = Printer.objects.get()
    assert (printer.name, printer.api_key, printer.tags, printer.location) == (
        "A-1",
        "s3cret",
        ["big"],
        "Hall, left",
    )


def test_keys_leave_only_on_request(run: Run) -> None:
    a_printer(api_key="s3cret")
    assert "s3cret" not in run("export_printers")
    assert "s3cret" not in run("export_printers", "--json")
    assert "s3cret" in run("export_printers", "--with-keys")


def test_a_printer_that_does_not_answer_ends_with_1(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    printer = a_printer(url="http://127.0.0.1:9")
    with pytest.raises(SystemExit) as ended:
        run("test_printer", printer.name)
    assert ended.value.code == 1


def test_findings_are_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    good, odd = a_printer("A-1"), a_printer("A-2")
    answers = {good.pk: Probe(ok=True), odd.pk: Probe(ok=False, findings=("The nozzle differs.",))}
    monkeypatch.setattr("apps.operations.probes.probe", lambda printer: answers[printer.pk])
    assert "A-1: answers, all as declared" in run("test_printer", "A-1")
    with pytest.raises(SystemExit):
        run("test_printer", "--all", "--json")


def test_which_printer_has_to_be_said(run: Run) -> None:
    with pytest.raises(CommandError, match="name printers, or say --all"):
        run("test_printer")
