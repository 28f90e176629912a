"""Incidents through the API."""

import pytest
from rest_framework.test import APIClient

from apps.incidents.models import Incident
from tests.builders import a_printer

pytestmark = pytest.mark.django_db
INCIDENTS = "/api/v1/incidents/"


def an_incident(code: str = "THERMAL_RUNAWAY", severity: str = "critical") -> Incident:
    return Incident.objects.create(
        code=code, severity=severity, printer=a_printer(), evidence=["nozzle at 312 °C"]
    )


def test_incident_is_told_in_words(viewer: APIClient) -> None:
    shown = viewer.get(f"{INCIDENTS}{an_incident().pk}/").json()
    assert shown["title"]
    assert shown["remedy"]
    assert shown["evidence"] == ["nozzle at 312 °C"]


def test_acknowledge_and_resolve(operator: APIClient) -> None:
    path = f"{INCIDENTS}{an_incident().pk}/"
    seen = operator.post(f"{path}acknowledge/").json()
    assert (seen["state"], seen["acknowledged_at"] is None) == ("acknowledged", False)
    assert operator.post(f"{path}acknowledge/").status_code == 409
    assert operator.post(f"{path}resolve/").json()["state"] == "resolved"
    assert operator.post(f"{path}resolve/").status_code == 409


def test_viewers_only_look(viewer: APIClient) -> None:
    assert viewer.post(f"{INCIDENTS}{an_incident().pk}/resolve/").status_code == 403


def test_incidents_are_filtered(viewer: APIClient) -> None:
    first, _other = an_incident(), an_incident("START_NOT_TAKEN", "warning")
    for query in ("severity=critical", "code=THERMAL_RUNAWAY", f"printer={first.printer_id}"):
        rows = viewer.get(f"{INCIDENTS}?{query}").json()["results"]
        assert [row["id"] for row in rows] == [first.pk]
    assert viewer.get(f"{INCIDENTS}?state=open&ordering=-opened_at").json()["count"] == 2
