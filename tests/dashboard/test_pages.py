"""What the pages show."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.dispatch.states import Approval, RunState
from apps.jobs.states import JobState
from apps.jobs.storage import thumbnail_path
from apps.preflight.models import PreflightReport
from apps.printers.port import Activity
from apps.printers.states import Bed, Link
from tests import builders


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_farm_says_what_to_do(operator: Client, administrator: Client) -> None:
    assert "No printers yet" in page(operator, "farm")
    assert reverse("printer-new") in page(administrator, "farm")
    assert reverse("printer-new") not in page(operator, "farm")


def test_the_farm_shows_each_printer_with_its_state(operator: Client) -> None:
    builders.a_printer("MK4-01")
    builders.a_printer("MK4-02", link=Link.OFFLINE)
    builders.a_printer("MK4-03", bed=Bed.OCCUPIED)
    text = page(operator, "farm")
    for word in ("MK4-01", "Ready", "MK4-02", "Offline", "MK4-03", "Bed occupied", "Clear the bed"):
        assert word in text
    assert "1 thing needs a pair of hands" in text


def test_the_farm_speaks_german(operator: Client) -> None:
    builders.a_printer("MK4-01")
    text = operator.get(reverse("farm"), headers={"accept-language": "de"}).content.decode()
    assert '<html lang="de"' in text


def test_rows_show_the_same_printers(operator: Client) -> None:
    builders.a_printer("MK4-01")
    text = operator.get(reverse("farm"), {"view": "rows"}).content.decode()
    assert "<tbody>" in text
    assert "MK4-01" in text


def test_cards_of_some_printers_are_those_and_no_page(operator: Client) -> None:
    one, _other = builders.a_printer("MK4-01"), builders.a_printer("MK4-02")
    text = operator.get(reverse("farm-cards"), {"ids": f"{one.pk},x"}).content.decode()
    assert "MK4-01" in text
    assert "MK4-02" not in text
    assert "<html" not in text


def test_a_page_that_asks_for_its_regions_gets_no_cards(operator: Client) -> None:
    printer = builders.a_printer("MK4-01", bed=Bed.OCCUPIED)
    text = operator.get(reverse("farm"), headers={"x-regions": "1"}).content.decode()
    assert 'id="overview"' in text
    assert f'id="printer-{printer.pk}"' not in text


def test_the_price_of_the_farm_page_does_not_grow_with_the_farm(
    operator: Client, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(12):
        builders.a_run(state=RunState.PRINTING)
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        page(operator, "farm")


def test_the_queue_tells_lanes_holds_and_reasons(operator: Client) -> None:
    builders.a_job("bracket", lane="express")
    builders.a_job("lid")
    builders.a_job("hook", state=JobState.HELD, held_code="X", held_reason="set a printer profile")
    text = page(operator, "queue")
    for word in ("bracket", "Express", "lid", "Standard", "hook", "set a printer profile"):
        assert word in text


def test_an_empty_queue_says_so(operator: Client) -> None:
    assert "The queue is empty" in page(operator, "queue")


def test_why_names_the_printers_that_can_take_it_or_the_reasons(operator: Client) -> None:
    job = builders.a_job("lid", materials=["PETG"])
    builders.a_printer("MK4-01", material="PLA")
    builders.a_material("PETG")
    text = page(operator, "job-why", job.pk)
    assert "The one printer cannot take it now." in text
    assert "MATERIAL_IS_LOADED" in text


def test_a_job_shows_counter_and_runs(operator: Client) -> None:
    job = builders.a_job("lid", quantity=4, good=1)
    builders.a_run(job, builders.a_printer("VOR-01"), state=RunState.PRINTING, progress=0.5)
    text = page(operator, "job", job.pk)
    for word in ("VOR-01", "1 good, 1 printing, 2 waiting", "50\u00a0%"):
        assert word in text


def test_a_run_lists_what_did_not_pass_first(operator: Client) -> None:
    run = builders.a_run()
    finding = {"params": {}, "remedy": ""}
    report = PreflightReport.objects.create(
        job=run.job,
        printer=run.printer,
        passed=False,
        findings=[
            {**finding, "code": "A", "title": "The bed is clear", "result": "pass", "message": ""},
            {
                "code": "B",
                "title": "The material is loaded",
                "result": "fail",
                "message": "Needs %(want)s; PLA is loaded.",
                "params": {"want": "PETG"},
                "remedy": "",
            },
        ],
    )
    run.report = report
    run.save()
    text = page(operator, "run", run.pk)
    assert "Needs PETG; PLA is loaded." in text
    assert text.index("The material is loaded") < text.index("The bed is clear")


def test_a_run_that_waits_for_approval_offers_it(operator: Client) -> None:
    run = builders.a_run(state=RunState.STAGED, approval=Approval.AWAITED)
    assert reverse("run-approve", args=[run.pk]) in page(operator, "run", run.pk)


def test_a_doubtful_run_asks_how_it_is(operator: Client) -> None:
    run = builders.a_run(state=RunState.UNCONFIRMED)
    assert reverse("run-settle", args=[run.pk]) in page(operator, "run", run.pk)
    drawer = page(operator, "run-settle", run.pk)
    for outcome in ("printing", "finished", "failed", "not_started"):
        assert f'"outcome": "{outcome}"' in drawer


def test_a_printer_shows_its_four_facets(operator: Client) -> None:
    printer = builders.a_printer("MK4-01", activity=Activity.PAUSED, bed=Bed.DOUBTFUL)
    text = page(operator, "printer", printer.pk)
    for word in ("Online", "Paused", "Doubtful", "In service", "Emergency stop", "PLA"):
        assert word in text


@pytest.mark.parametrize("name", ["job", "run", "printer", "printer-card", "thumbnail"])
def test_what_is_not_there_is_not_found(operator: Client, name: str) -> None:
    assert operator.get(reverse(name, args=[4711])).status_code == 404


def test_a_thumbnail_is_the_picture_in_the_file(viewer: Client) -> None:
    gcode = builders.a_gcode(has_thumbnail=True)
    thumbnail_path(gcode).write_bytes(b"\x89PNG picture")
    answer = viewer.get(reverse("thumbnail", args=[gcode.pk]))
    assert answer["Content-Type"] == "image/png"
    assert b"".join(answer) == b"\x89PNG picture"


def test_names_of_files_and_jobs_are_escaped(operator: Client) -> None:
    builders.a_job("<img src=x onerror=alert(1)>")
    builders.a_printer("<b>one</b>")
    assert "<img src=x" not in page(operator, "queue")
    assert "<b>one" not in page(operator, "farm")


@pytest.mark.django_db
def test_the_login_is_a_page_without_a_session(client: Client) -> None:
    assert "Sign in" in page(client, "login")


@pytest.mark.django_db
def test_wrong_passwords_are_answered_with_a_word(client: Client) -> None:
    builders.a_user(name="jana")
    answer = client.post(reverse("login"), {"username": "jana", "password": "wrong"})
    assert "do not match" in answer.content.decode()
