"""Runs and incidents in the admin."""

import pytest
from django.test import Client

from apps.accounts.models import AuditEntry
from apps.dispatch.models import PrintRun, RunHistory
from apps.dispatch.states import Approval, RunState
from apps.incidents.models import Incident
from apps.incidents.services import open_incident
from apps.preflight.models import PreflightReport
from tests.backoffice.pages import act, adding, form_of, listing, text, told
from tests.builders import a_printer, a_run

FINDING = {
    "code": "BED_IS_CLEAR",
    "title": "The bed is clear",
    "result": "fail",
    "message": "On the bed lies %(what)s.",
    "params": {"what": "a part"},
    "remedy": "Clear the bed.",
}


def test_runs_are_looked_at_and_never_edited(administrator: Client) -> None:
    run = a_run(state=RunState.PRINTING)
    assert 'name="_save"' not in text(administrator.get(form_of(run)))
    assert administrator.post(form_of(run), {"state": "finished"}).status_code == 403
    assert administrator.get(adding(PrintRun)).status_code == 403
    run.refresh_from_db()
    assert run.state == RunState.PRINTING


def test_a_run_shows_its_history_and_its_checks(viewer: Client) -> None:
    run = a_run()
    RunHistory.objects.create(run=run, target="assigned", reason="picked for <speed>")
    run.report = PreflightReport.objects.create(
        job=run.job, printer=run.printer, passed=False, findings=[FINDING]
    )
    run.save()
    page = text(viewer.get(form_of(run)))
    assert "picked for &lt;speed&gt;" in page
    assert "On the bed lies a part." in page
    assert "Clear the bed." in page


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("pause", RunState.PRINTING, RunState.PAUSING),
        ("resume", RunState.PAUSED, RunState.RESUMING),
        ("cancel", RunState.ASSIGNED, RunState.CANCELLED),
        ("give_up", RunState.PRINTING, RunState.CANCELLING),
    ],
)
def test_actions_move_the_run(
    operator: Client, action: str, before: RunState, after: RunState
) -> None:
    run = a_run(state=before)
    act(operator, action, run)
    run.refresh_from_db()
    assert run.state == after


@pytest.mark.parametrize(("action", "waits_again"), [("cancel", True), ("give_up", False)])
def test_cancelled_parts_wait_again_unless_given_up(
    operator: Client, action: str, waits_again: bool
) -> None:
    run = a_run(state=RunState.PRINTING)
    act(operator, action, run)
    run.refresh_from_db()
    assert run.requeue_wanted is waits_again


def test_the_start_of_a_trial_run_is_approved(operator: Client) -> None:
    asked, other = a_run(approval=Approval.AWAITED), a_run()
    answer = act(operator, "approve", asked, other)
    asked.refresh_from_db()
    assert asked.approval == Approval.GIVEN
    assert f"{other}: run {other.pk} does not wait for an approval" in told(answer)


def test_cells_carry_what_the_feed_changes(operator: Client) -> None:
    run = a_run(state=RunState.PRINTING, progress=0.31)
    page = text(operator.get(listing(PrintRun)))
    assert f'data-of-printer="{run.printer_id}"' in page
    assert f'data-run="{run.pk}" data-f="state" data-table="run" data-code="printing"' in page
    assert "31 %" in page


@pytest.mark.parametrize(
    ("action", "state"), [("acknowledge", "acknowledged"), ("resolve", "resolved")]
)
def test_incidents_are_seen_and_resolved(operator: Client, action: str, state: str) -> None:
    incident = open_incident(
        code="BED_LEFT", severity="warning", printer=a_printer(), evidence=["A part lies there."]
    )
    assert "A part lies there." in text(operator.get(form_of(incident)))
    act(operator, action, incident)
    incident.refresh_from_db()
    assert incident.state == state
    assert AuditEntry.objects.filter(action=f"incident.{action}", via="admin").exists()


def test_a_resolved_incident_is_not_seen_again(operator: Client) -> None:
    incident = open_incident(code="BED_LEFT", severity="warning")
    act(operator, "resolve", incident)
    answer = act(operator, "acknowledge", incident)
    assert told(answer)[-1].startswith(f"{incident}: ")
    assert Incident.objects.get().state == "resolved"
