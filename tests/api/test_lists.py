"""Lists are paged, filtered, searched and ordered; a misspelt parameter is refused."""

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from apps.dispatch.states import RunState
from apps.jobs.states import JobState
from apps.printers.models import PrinterGroup
from apps.printers.port import Activity
from apps.printers.states import Bed, Link
from tests.builders import a_gcode, a_job, a_printer, a_profile, a_run

LISTS = [
    "jobs",
    "gcodes",
    "runs",
    "printers",
    "profiles",
    "groups",
    "materials",
    "spools",
    "calibrations",
    "incidents",
    "tokens",
    "audit",
]


@pytest.mark.parametrize("name", LISTS)
def test_each_list_answers_a_page(administrator: APIClient, name: str) -> None:
    page = administrator.get(f"/api/v1/{name}/?page_size=5&ordering=-id").json()
    assert set(page) == {"count", "next", "previous", "results"}


@pytest.mark.parametrize("name", LISTS)
def test_unknown_parameter_is_refused(administrator: APIClient, name: str) -> None:
    answer = administrator.get(f"/api/v1/{name}/?paeg=2")
    assert answer.status_code == 400
    assert "page" in answer.json()["errors"]["paeg"][0]


@pytest.mark.parametrize(
    "path",
    [
        "jobs/?ordering=secret",
        "jobs/?state=hold",
        "jobs/?priority_min=x",
        "jobs/?created_after=x",
        "jobs/?printer=",
        "jobs/?page_size=0",
        "jobs/?page_size=201",
        "spools/?archived=perhaps",
        "jobs/?printer=99999999999999999999999",
    ],
)
def test_wrong_value_is_refused(viewer: APIClient, path: str) -> None:
    assert viewer.get(f"/api/v1/{path}").status_code == 400


def test_detail_takes_no_parameters(viewer: APIClient) -> None:
    assert viewer.get(f"/api/v1/jobs/{a_job().pk}/?state=held").status_code == 400


def test_pages_follow_each_other(viewer: APIClient) -> None:
    names = [a_job(f"job {letter}").name for letter in "abc"]
    first = viewer.get("/api/v1/jobs/?page_size=2&ordering=name").json()
    second = viewer.get(first["next"]).json()
    assert [row["name"] for row in first["results"] + second["results"]] == names
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=held", {"petg"}),
        ("state=held&state=queued", {"petg", "told", "express"}),
        ("lane=express", {"express"}),
        ("material=PETG", {"petg"}),
        ("material=petg", {"petg"}),
        ("material=ASA", {"told"}),
        ("profile=xl", {"petg"}),
        ("profile=mini", {"told"}),
        ("priority_min=80", {"express"}),
        ("priority_max=10", {"petg"}),
        ("reference=R-1", {"express"}),
        ("search=expr", {"express"}),
        ("created_before=2001-01-01T00:00:00Z", set()),
        ("created_after=2001-01-01T00:00:00Z", {"petg", "told", "express"}),
    ],
)
def test_jobs_are_filtered(viewer: APIClient, query: str, expected: set[str]) -> None:
    a_profile("mini", slicer_models=["MINI"])
    told = a_gcode(metadata={"materials": ["ASA"], "printer_model": "MINI"})
    a_job("petg", state=JobState.HELD, materials=["PETG"], profiles=["xl"], priority=5)
    a_job("told", gcode=told, materials=[])
    a_job("express", lane="express", priority=90, reference="R-1")
    rows = viewer.get(f"/api/v1/jobs/?{query}").json()["results"]
    assert {row["name"] for row in rows} == expected


def test_jobs_of_a_printer(viewer: APIClient) -> None:
    printer = a_printer()
    tried, pinned = a_run(printer=printer).job, a_job(pinned_printer_id=printer.pk)
    a_run()
    rows = viewer.get(f"/api/v1/jobs/?printer={printer.pk}").json()["results"]
    assert {row["id"] for row in rows} == {tried.pk, pinned.pk}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("material=petg", {"b"}),
        ("profile=XL", {"b"}),
        ("link=offline&link=late", {"b"}),
        ("activity=printing", {"a"}),
        ("bed=occupied", {"b"}),
        ("service=in_service", {"a", "b"}),
        ("lane=express", {"a"}),
        ("priority=77", {"a"}),
        ("priority=76", set()),
        ("group=hall", {"b"}),
        ("kind=octoprint", {"a", "b"}),
        ("search=hal", {"b"}),
    ],
)
def test_printers_are_filtered(viewer: APIClient, query: str, expected: set[str]) -> None:
    job = a_job(lane="express", priority=77)
    a_run(job, a_printer("a", activity=Activity.PRINTING), state=RunState.PRINTING)
    hall = PrinterGroup.objects.create(name="Hall")
    xl = a_profile("xl")
    a_printer("b", profile=xl, material="PETG", link=Link.OFFLINE, bed=Bed.OCCUPIED, group=hall)
    rows = viewer.get(f"/api/v1/printers/?{query}").json()["results"]
    assert {row["name"] for row in rows} == expected


def test_runs_are_filtered(viewer: APIClient) -> None:
    run = a_run(state=RunState.FAILED, cause="NOZZLE")
    a_run()
    for query in ("state=failed", "cause=NOZZLE", f"job={run.job_id}", f"printer={run.printer_id}"):
        rows = viewer.get(f"/api/v1/runs/?{query}").json()["results"]
        assert [row["id"] for row in rows] == [run.pk]


@pytest.mark.parametrize("name", ["jobs", "printers", "runs"])
def test_queries_do_not_grow_with_rows(
    viewer: APIClient, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(6):
        a_run()
    with django_assert_max_num_queries(12):
        assert viewer.get(f"/api/v1/{name}/").json()["count"] == 6
