"""What the buttons do, and how they say that they did not."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import AuditEntry
from apps.dispatch.models import FarmSwitch
from apps.dispatch.states import Approval, RunState
from apps.jobs.models import Job
from apps.jobs.states import JobState
from apps.printers.models import Calibration, Slot
from apps.printers.states import Bed, Service
from tests import builders

HTMX = {"hx-request": "true"}


def press(client: Client, name: str, *args: object, **values: object) -> Any:
    return client.post(reverse(name, args=args), values, headers=HTMX)


def triggered(answer: HttpResponse) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answer["HX-Trigger"])
    return told


def test_a_done_action_tells_a_toast_and_refreshes(operator: Client) -> None:
    answer = press(operator, "farm-stop", reason="power cut at noon")
    assert answer.status_code == 204
    assert set(triggered(answer)) == {"farm:toast", "farm:changed"}
    switch = FarmSwitch.objects.get()
    assert (switch.dispatching, switch.reason) == (False, "power cut at noon")


def test_the_stopped_farm_says_so_on_every_page_until_it_is_resumed(operator: Client) -> None:
    press(operator, "farm-stop")
    assert b"No new print starts." in operator.get(reverse("queue")).content
    press(operator, "farm-resume")
    assert b"No new print starts." not in operator.get(reverse("queue")).content


def test_actions_are_audited_with_the_door_they_came_through(operator: Client) -> None:
    press(operator, "farm-stop")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.via, entry.address) == ("farm.stop_dispatch", "page", "127.0.0.1")


def test_clearing_a_bed_ends_the_occupancy_that_the_page_showed(operator: Client) -> None:
    printer = builders.a_printer(bed=Bed.OCCUPIED)
    lies = printer.occupancies.get()
    assert press(operator, "printer-clear-bed", printer.pk, occupancy=lies.pk).status_code == 204
    printer.refresh_from_db()
    assert printer.bed == Bed.CLEAR


def test_a_stale_page_clears_nothing(operator: Client) -> None:
    printer = builders.a_printer(bed=Bed.OCCUPIED)
    answer = press(operator, "printer-clear-bed", printer.pk, occupancy=4711)
    assert answer.status_code == 409
    told = triggered(answer)["farm:trouble"]
    assert (told["kind"], told["code"]) == ("conflict", "BED_OTHER_OCCUPANCY")
    printer.refresh_from_db()
    assert printer.bed == Bed.OCCUPIED


def test_without_scripts_a_button_leads_back_and_an_error_is_a_page(operator: Client) -> None:
    address = reverse("farm-stop")
    assert operator.post(address).status_code == 302
    run = builders.a_run(state=RunState.FINISHED)
    answer = operator.post(reverse("run-cancel", args=[run.pk]))
    assert answer.status_code == 409
    assert b"has ended" in answer.content


def test_a_button_never_leads_to_another_site(operator: Client) -> None:
    answer = operator.post(reverse("farm-stop"), headers={"referer": "https://evil.test/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    ("before", "button", "after"),
    [
        (JobState.QUEUED, "hold", JobState.HELD),
        (JobState.HELD, "release", JobState.QUEUED),
        (JobState.QUEUED, "cancel", JobState.CANCELLED),
    ],
)
def test_buttons_of_a_job(operator: Client, before: JobState, button: str, after: JobState) -> None:
    job = builders.a_job(state=before)
    assert press(operator, f"job-{button}", job.pk).status_code == 204
    job.refresh_from_db()
    assert job.state == after


def test_priority_is_changed_in_place(operator: Client) -> None:
    job = builders.a_job()
    assert press(operator, "job-change", job.pk, priority="80").status_code == 204
    job.refresh_from_db()
    assert job.priority == 80


@pytest.mark.parametrize("text", ["200", "-1", "high", ""])
def test_a_priority_that_is_none_is_refused_with_a_sentence(operator: Client, text: str) -> None:
    job = builders.a_job()
    answer = press(operator, "job-change", job.pk, priority=text)
    assert answer.status_code == 422
    assert triggered(answer)["farm:trouble"]["message"]
    job.refresh_from_db()
    assert job.priority == 50


def test_a_reprint_goes_to_the_new_job(operator: Client) -> None:
    job = builders.a_job(state=JobState.COMPLETED, quantity=3, good=3)
    answer = press(operator, "job-reprint", job.pk)
    made = Job.objects.get(reprint_of=job)
    assert answer["HX-Redirect"] == reverse("job", args=[made.pk])
    assert made.quantity == 3


@pytest.mark.parametrize(
    ("before", "button", "after"),
    [
        (RunState.PRINTING, "pause", RunState.PAUSING),
        (RunState.PAUSED, "resume", RunState.RESUMING),
        (RunState.PRINTING, "cancel", RunState.CANCELLING),
    ],
)
def test_buttons_of_a_run(operator: Client, before: RunState, button: str, after: RunState) -> None:
    run = builders.a_run(state=before)
    assert press(operator, f"run-{button}", run.pk).status_code == 204
    run.refresh_from_db()
    assert run.state == after


def test_an_approval_is_given(operator: Client) -> None:
    run = builders.a_run(state=RunState.STAGED, approval=Approval.AWAITED)
    press(operator, "run-approve", run.pk)
    run.refresh_from_db()
    assert run.approval == Approval.GIVEN


def test_doubt_is_settled_by_the_answer(operator: Client) -> None:
    run = builders.a_run(state=RunState.UNCONFIRMED)
    assert press(operator, "run-settle", run.pk, outcome="printing").status_code == 204
    run.refresh_from_db()
    assert run.state == RunState.PRINTING


def test_an_unknown_answer_settles_nothing(operator: Client) -> None:
    run = builders.a_run(state=RunState.UNCONFIRMED)
    assert press(operator, "run-settle", run.pk, outcome="perhaps").status_code == 422
    run.refresh_from_db()
    assert run.state == RunState.UNCONFIRMED


def test_a_slot_is_loaded_and_emptied(operator: Client) -> None:
    printer = builders.a_printer(material=None)
    builders.a_material("PETG")
    press(operator, "printer-load", printer.pk, slot=0, material="petg", colour="black")
    slot = Slot.objects.select_related("material").get(printer=printer)
    assert slot.material is not None
    assert (slot.material.code, slot.colour) == ("PETG", "black")
    press(operator, "printer-unload", printer.pk, slot=0)
    slot.refresh_from_db()
    assert slot.material is None


def test_the_level_is_confirmed(operator: Client) -> None:
    printer = builders.a_printer()
    before = Calibration.objects.filter(printer=printer).count()
    press(operator, "printer-level", printer.pk)
    levels = Calibration.objects.filter(printer=printer, kind=Calibration.LEVEL)
    assert levels.count() == before + 1


def test_maintenance_and_back(operator: Client) -> None:
    printer = builders.a_printer()
    press(operator, "printer-maintenance", printer.pk)
    printer.refresh_from_db()
    assert printer.service == Service.MAINTENANCE
    press(operator, "printer-return", printer.pk)
    printer.refresh_from_db()
    assert printer.service == Service.IN_SERVICE


def test_maintenance_after_the_run_lets_it_end(operator: Client) -> None:
    run = builders.a_run(state=RunState.PRINTING)
    press(operator, "printer-maintenance-after-run", run.printer_id)
    run.printer.refresh_from_db()
    run.refresh_from_db()
    assert (run.printer.service, run.state) == (Service.DRAINING, RunState.PRINTING)
