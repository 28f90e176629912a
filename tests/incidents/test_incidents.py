"""What opens an incident, what it tells, and who has seen it."""

import pytest

from apps.accounts.models import AuditEntry
from apps.core.errors import Conflict, Refused
from apps.dispatch.causes import ATTRIBUTIONS, Attribution, Cause
from apps.dispatch.models import PrintRun
from apps.dispatch.moves import move
from apps.dispatch.outcome import end
from apps.dispatch.states import RunState
from apps.events.models import OutboxEvent
from apps.events.relay import relay_once
from apps.incidents.models import Incident
from apps.incidents.selectors import explained, incident_with_id, open_incidents
from apps.incidents.services import acknowledge, open_incident, resolve
from apps.incidents.severity import severity_of
from apps.incidents.texts import WORDS, words_of
from apps.jobs.models import Job
from apps.jobs.moves import move as move_job
from apps.jobs.states import JobState
from apps.printers.moves import move as move_printer
from apps.printers.states import Link
from tests.builders import TESTER, a_job, a_printer, a_run

pytestmark = pytest.mark.django_db
S = RunState


def failed(cause: Cause, error: str = "said the machine", **fields: object) -> PrintRun:
    run = a_run(state=S.PRINTING, **fields)  # type: ignore[arg-type]
    end(run, S.FAILED, cause=cause, error=error)
    relay_once()
    return run


def test_a_failed_run_opens_an_incident_with_evidence() -> None:
    run = a_run(state=S.PRINTING, progress=0.42, layer=10, layers=20)
    PrintRun.objects.filter(pk=run.pk).update(started_at=run.state_since)
    run.refresh_from_db()
    end(run, S.FAILED, cause=Cause.FILAMENT_RUNOUT, error="Filament runout")
    relay_once()
    incident = Incident.objects.get()
    assert (incident.code, incident.severity) == ("FILAMENT_RUNOUT", "warning")
    assert (incident.run, incident.job, incident.printer) == (run, run.job, run.printer)
    assert incident.attribution == "material"
    told = "\n".join(incident.evidence)
    for part in ("no filament", "said: Filament runout", "42 %", "layer 10 of 20", "UTC: Failed"):
        assert part in told
    event = OutboxEvent.objects.get(name="IncidentOpened")
    assert event.payload["incident"] == incident.pk
    assert event.payload["code"] == "FILAMENT_RUNOUT"
    assert event.subject == f"incident/{incident.pk}"


@pytest.mark.parametrize(
    ("cause", "severity"),
    [
        (Cause.THERMAL_RUNAWAY, "critical"),
        (Cause.MAX_TEMP, "critical"),
        (Cause.MIN_TEMP, "critical"),
        (Cause.EMERGENCY_STOP, "critical"),
        (Cause.CANCELLED_AT_MACHINE, "info"),
        (Cause.CONTACT_LOST, "warning"),
        (Cause.MOVE_OUT_OF_RANGE, "warning"),
        (Cause.UNKNOWN, "warning"),
    ],
)
def test_the_cause_decides_how_much_it_matters(cause: Cause, severity: str) -> None:
    assert severity_of(cause, ATTRIBUTIONS[cause]) == severity


def test_an_event_told_twice_opens_one_incident() -> None:
    failed(Cause.CRASH_DETECTED)
    OutboxEvent.objects.filter(name="RunFailed").update(relayed_at=None)
    relay_once()
    relay_once()
    assert Incident.objects.count() == 1
    assert OutboxEvent.objects.filter(name="IncidentOpened").count() == 1


def test_two_failures_are_two_incidents() -> None:
    failed(Cause.CRASH_DETECTED)
    failed(Cause.CRASH_DETECTED)
    assert Incident.objects.count() == 2


def test_an_unconfirmed_start_says_what_to_do() -> None:
    move(a_run(state=S.STARTING), S.UNCONFIRMED, reason="the answer was lost")
    relay_once()
    incident = Incident.objects.get()
    assert (incident.code, incident.severity) == ("START_UNCONFIRMED", "warning")
    assert "settle" in explained(incident).remedy
    assert any("the answer was lost" in line for line in incident.evidence)


def test_a_doubt_that_is_over_when_it_is_told_opens_nothing() -> None:
    run = a_run(state=S.STARTING)
    move(run, S.UNCONFIRMED)
    move(run, S.PRINTING)
    relay_once()
    assert not Incident.objects.exists()


def test_the_same_doubt_again_is_no_second_incident_until_it_is_resolved() -> None:
    run = a_run(state=S.STARTING)
    move(run, S.UNCONFIRMED)
    move(run, S.LOST)
    relay_once()
    assert Incident.objects.count() == 1
    resolve(Incident.objects.get(), actor=TESTER)
    move(run, S.CANCELLING)
    move(run, S.LOST)
    relay_once()
    assert Incident.objects.count() == 2


def test_a_job_held_after_its_tries_is_told_with_them() -> None:
    job = a_job(quantity=9, tries_in_row=2)
    end(a_run(job, state=S.PRINTING), S.FAILED, cause=Cause.CRASH_DETECTED, error="axis X")
    relay_once()
    incident = Incident.objects.get(code="NO_GOOD_PART")
    assert incident.job == job
    assert any("axis X" in line for line in incident.evidence)


def test_a_job_held_by_a_person_is_no_incident() -> None:
    move_job(Job.objects.get(pk=a_job().pk), JobState.HELD, code="HOLD_ASKED")
    relay_once()
    assert not Incident.objects.exists()


@pytest.mark.parametrize("link", [Link.OFFLINE, Link.AUTH_ERROR])
def test_a_printer_that_goes_silent_during_a_print_is_told(link: Link) -> None:
    printer = a_printer()
    run = a_run(printer=printer, state=S.PRINTING)
    PrintRun.objects.filter(pk=run.pk).update(start_sent_at=run.state_since)
    move_printer(printer, "link", link, reason="no answer")
    relay_once()
    incident = Incident.objects.get()
    assert (incident.code, incident.printer, incident.run) == ("PRINTER_OFFLINE", printer, run)
    assert incident.evidence[0] == "no answer"


def test_an_idle_printer_that_goes_silent_is_no_incident() -> None:
    move_printer(a_printer(), "link", Link.OFFLINE)
    relay_once()
    assert not Incident.objects.exists()


def test_an_incident_is_seen_and_then_resolved() -> None:
    incident = open_incident(code="UNKNOWN", severity="info")
    acknowledge(incident, actor=TESTER)
    assert (incident.state, incident.acknowledged_by) == ("acknowledged", "tester")
    assert incident in open_incidents()
    resolve(incident, actor=TESTER)
    incident.refresh_from_db()
    assert (incident.state, incident.resolved_by) == ("resolved", "tester")
    assert incident.resolved_at is not None
    assert not open_incidents().exists()
    actions = AuditEntry.objects.filter(subject=f"incident/{incident.pk}")
    assert {entry.action for entry in actions} == {"incident.acknowledge", "incident.resolve"}


def test_the_second_one_who_acts_is_told_so() -> None:
    incident = open_incident(code="UNKNOWN", severity="info")
    stale = Incident.objects.get(pk=incident.pk)
    acknowledge(incident, actor=TESTER)
    with pytest.raises(Conflict) as moved:
        acknowledge(stale, actor=TESTER)
    assert moved.value.code == "INCIDENT_MOVED"
    with pytest.raises(Conflict) as illegal:
        acknowledge(incident, actor=TESTER)
    assert illegal.value.code == "ILLEGAL_MOVE"
    resolve(incident, actor=TESTER)
    with pytest.raises(Conflict):
        resolve(incident, actor=TESTER)


def test_an_unknown_incident_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        incident_with_id(4711)
    assert refusal.value.code == "NOT_FOUND"


def test_every_cause_has_words_and_unknown_stays_unknown() -> None:
    assert {cause.upper() for cause in Cause} <= set(WORDS)
    assert all(words.title and words.remedy for words in WORDS.values())
    assert words_of("SOMETHING_NEW").probable == ""
    assert words_of("PRINTER_ERROR").probable == ""
    assert Attribution.UNKNOWN is ATTRIBUTIONS[Cause.UNKNOWN]
