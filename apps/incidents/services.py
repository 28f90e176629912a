"""Incidents opened, seen and resolved."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from apps.accounts.services import Actor, audit
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.wording import gettext_noop
from apps.dispatch.models import PrintRun
from apps.events.catalog import IncidentOpened
from apps.events.services import record
from apps.incidents.models import Incident
from apps.incidents.states import INCIDENT, IncidentState
from apps.jobs.models import Job
from apps.printers.models import Printer


@transaction.atomic
def open_incident(
    *,
    code: str,
    severity: str,
    printer: Printer | None = None,
    job: Job | None = None,
    run: PrintRun | None = None,
    attribution: str = "",
    evidence: Sequence[str] = (),
    event_id: int | None = None,
) -> Incident:
    """Open an incident and tell it; `evidence` are sentences.

    The same `event_id` again returns the incident that it opened before.
    """
    values = {
        "code": code,
        "severity": severity,
        "printer": printer,
        "job": job,
        "run": run,
        "attribution": attribution,
        "evidence": list(evidence),
    }
    if event_id is None:
        incident, is_new = Incident.objects.create(**values), True
    else:
        incident, is_new = Incident.objects.get_or_create(event_id=event_id, defaults=values)
    if is_new:
        record(_opened(incident))
    return incident


def _opened(incident: Incident) -> IncidentOpened:
    return IncidentOpened(
        incident=incident.pk,
        code=incident.code,
        severity=incident.severity,
        printer=incident.printer_id,
        job=incident.job_id,
        run=incident.run_id,
    )


def acknowledge(incident: Incident, *, actor: Actor) -> None:
    """Somebody has seen it; raises Conflict unless it is open."""
    stamps = {"acknowledged_at": clock.now(), "acknowledged_by": actor.name}
    _move(incident, IncidentState.SEEN, actor, "incident.acknowledge", stamps)


def resolve(incident: Incident, *, actor: Actor) -> None:
    """It is put right; raises Conflict if it was before."""
    stamps = {"resolved_at": clock.now(), "resolved_by": actor.name}
    _move(incident, IncidentState.RESOLVED, actor, "incident.resolve", stamps)


@transaction.atomic
def _move(
    incident: Incident, target: IncidentState, actor: Actor, action: str, stamps: dict[str, Any]
) -> None:
    source = IncidentState(incident.state)
    INCIDENT.check(source, target)
    values = {"state": target, **stamps}
    if not Incident.objects.filter(pk=incident.pk, state=source).update(**values):
        raise Conflict(
            gettext_noop("incident %(incident)s is no longer %(source)s")
            % {"incident": incident.pk, "source": source},
            code="INCIDENT_MOVED",
        )
    for name, value in values.items():
        setattr(incident, name, value)
    audit(actor, action, f"incident/{incident.pk}", code=incident.code)
