"""The curve of a run and its incidents."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.dashboard.curve import POINTS, curve_of
from apps.dispatch.models import PrintRun
from apps.dispatch.states import RunState
from apps.incidents.models import Incident
from apps.telemetry.models import Sample
from tests import builders

HTMX = {"hx-request": "true"}


def a_sampled_run(samples: int) -> PrintRun:
    now = clock.now()
    run = builders.a_run(
        state=RunState.FINISHED, started_at=now - timedelta(hours=1), finished_at=now
    )
    Sample.objects.bulk_create(
        Sample(
            printer=run.printer, at=now - timedelta(seconds=second), nozzle_c=215.0, progress=0.5
        )
        for second in range(samples)
    )
    return run


@pytest.mark.django_db
@pytest.mark.parametrize(("samples", "points"), [(0, 0), (3, 3), (POINTS, POINTS), (1000, 334)])
def test_a_curve_is_thinned_to_what_a_screen_shows(samples: int, points: int) -> None:
    curve = curve_of(a_sampled_run(samples))
    assert {len(column) for column in curve.values()} == {points}


@pytest.mark.django_db
def test_a_curve_holds_only_the_time_and_the_printer_of_its_run() -> None:
    run = a_sampled_run(2)
    Sample.objects.create(printer=builders.a_printer(), at=clock.now(), nozzle_c=1.0)
    Sample.objects.create(printer=run.printer, at=clock.now() - timedelta(hours=2), nozzle_c=1.0)
    assert curve_of(run)["nozzle_c"] == [215.0, 215.0]


def test_a_curve_is_json_in_percent_and_seconds(viewer: Client) -> None:
    answer = viewer.get(reverse("run-curve", args=[a_sampled_run(2).pk]))
    told = json.loads(answer.content)
    assert told["progress"] == [50.0, 50.0]
    assert all(isinstance(at, int) for at in told["at"])


def test_an_incident_is_told_with_what_to_do_and_resolved_where_it_stands(
    operator: Client,
) -> None:
    run = builders.a_run(state=RunState.FAILED)
    incident = Incident.objects.create(
        code="FILAMENT_RUNOUT", severity="critical", run=run, printer=run.printer
    )
    for page in (reverse("run", args=[run.pk]), reverse("printer", args=[run.printer_id])):
        text = operator.get(page).content.decode()
        assert "Filament ran out" in text
        assert reverse("incident-resolve", args=[incident.pk]) in text
    address = reverse("incident-resolve", args=[incident.pk])
    assert operator.post(address, headers=HTMX).status_code == 204
    assert operator.post(address, headers=HTMX).status_code == 409
