"""The pages in German hold no English words of the farm."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from apps.dispatch.models import PrintRun, RunHistory
from apps.dispatch.states import RunState
from apps.incidents.evidence import about_run
from apps.incidents.services import open_incident
from apps.jobs.models import Job
from apps.printers import bed
from tests import builders

ENGLISH = re.compile(
    r"\b(printing|paused|finished|failed|cancelled|assigned|checking|queued|printer|printers|job|jobs"
    r"|bed|nozzle|layer|queue|clear|occupied|ready|waiting|maintenance|asked by|best pair|start marker"
    r"|the|and|with|has|is)\b",
    re.IGNORECASE,
)
SCRIPTS = re.compile(r"<(script|style|template)\b.*?</\1>", re.DOTALL)
TAGS = re.compile(r"<[^>]*>|/api/\S*|\b[A-Z]+(?:_[A-Z]+)+\b")
"""Marks, addresses and codes for programs are no words."""


@pytest.fixture
def run(db: Any) -> PrintRun:
    """A print with a history, something on its bed and an incident."""
    run = builders.a_run(printer=builders.a_printer(name="K-1"), state=RunState.PRINTING)
    Job.objects.filter(pk=run.job_id).update(name="Dose")
    RunHistory.objects.create(run=run, target=RunState.STARTING, reason="start marker")
    RunHistory.objects.create(run=run, target=RunState.PAUSED, reason="asked by jana")
    bed.occupy(run.printer, "prints box.gcode")
    open_incident(
        code="FIRST_LAYER",
        severity="warning",
        printer=run.printer,
        job=run.job,
        run=run,
        evidence=["The machine or the farm said: The printer has no job."],
        event_id=1,
    )
    return run


def _words(client: Client, address: str) -> str:
    answer = client.get(address, headers={"Accept-Language": "de"})
    assert answer.status_code == 200
    assert 'lang="de"' in answer.content.decode() or "<html" not in answer.content.decode()
    return TAGS.sub(" ", SCRIPTS.sub(" ", answer.content.decode()))


@pytest.mark.parametrize(
    "name",
    ["farm", "queue", "job", "job-why", "run", "printers", "printer", "setup", "printer-new"],
)
def test_a_german_page_holds_no_english_word(
    administrator: Client, run: PrintRun, name: str
) -> None:
    numbers = {"job": run.job_id, "job-why": run.job_id, "run": run.pk, "printer": run.printer_id}
    address = reverse(name, args=[numbers[name]] if name in numbers else [])
    assert ENGLISH.findall(_words(administrator, address)) == []


def test_histories_and_evidence_are_german(viewer: Client, run: PrintRun) -> None:
    words = _words(viewer, reverse("run", args=[run.pk]))
    assert "Startmarke" in words
    assert "angefordert von jana" in words
    assert "Die Maschine oder die Farm sagte: Der Drucker hat keinen Auftrag." in words
    assert "druckt box.gcode" in _words(viewer, reverse("printer", args=[run.printer_id]))


def test_a_refusal_is_german(operator: Client, run: PrintRun) -> None:
    PrintRun.objects.filter(pk=run.pk).update(state=RunState.PAUSED)
    address = reverse("run-pause", args=[run.pk])
    answer = operator.post(address, headers={"Accept-Language": "de"})
    assert f"Lauf {run.pk} hat den Zustand „Pausiert“" in answer.content.decode()


def test_evidence_is_kept_in_english_whatever_the_language(run: PrintRun) -> None:
    with override("de"):
        kept = about_run(run, "FIRST_LAYER", "MINTEMP")
    assert "The machine or the farm said: MINTEMP" in kept
    assert kept[0].startswith("The first layer was judged bad")
    assert kept[-1].endswith("UTC: Paused (asked by jana)")
