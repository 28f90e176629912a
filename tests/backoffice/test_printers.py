"""Printers in the admin: every change goes through the services."""

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import AuditEntry
from apps.dispatch.states import RunState
from apps.printers.bed import current_occupancy
from apps.printers.models import Occupancy, Printer, PrinterHistory, Slot
from apps.printers.states import Bed, Link, Service
from tests.backoffice.pages import act, adding, form_of, listing, text, told
from tests.builders import a_material, a_printer, a_profile, a_run


def declared(printer: Printer | None = None, **fields: object) -> dict[str, object]:
    """What the form posts; with a printer also its slots."""
    values: dict[str, object] = {
        "name": printer.name if printer else "MK-1",
        "kind": "prusalink",
        "url": printer.url if printer else "http://192.168.1.20/",
        "key": "",
        "profile": (printer.profile if printer else a_profile()).pk,
        "group": "",
        "tags": "",
        "location": "",
        "camera_url": "",
        "nozzle_mm": "",
        "trial_runs_left": 3,
    }
    slots = list(printer.slots.all()) if printer else []
    values |= {"slots-TOTAL_FORMS": len(slots), "slots-INITIAL_FORMS": len(slots)}
    for number, slot in enumerate(slots):
        values |= {
            f"slots-{number}-id": slot.pk,
            f"slots-{number}-printer": slot.printer_id,
            f"slots-{number}-material": slot.material_id or "",
            f"slots-{number}-spool": "",
            f"slots-{number}-colour": slot.colour,
        }
    return values | fields


def test_a_printer_is_added_through_the_service(administrator: Client) -> None:
    answer = administrator.post(adding(Printer), declared(tags="big, fast", key="s3cret"))
    printer = Printer.objects.get()
    assert answer.status_code == 302
    assert (printer.url, printer.api_key) == ("http://192.168.1.20", "s3cret")
    assert printer.tags == ["big", "fast"]
    assert printer.slots.count() == 1
    entry = AuditEntry.objects.get(action="printer.add")
    assert (entry.via, entry.subject) == ("admin", f"printer/{printer.pk}")


def test_an_address_that_is_taken_is_told_in_the_form(administrator: Client) -> None:
    known = a_printer()
    answer = administrator.post(adding(Printer), declared(url=f"{known.url}/"))
    assert answer.status_code == 200
    assert "already exists" in text(answer)
    assert Printer.objects.count() == 1


def test_the_key_is_never_shown_and_stays_when_left_empty(administrator: Client) -> None:
    printer = a_printer(api_key="s3cret")
    assert "s3cret" not in text(administrator.get(form_of(printer)))
    administrator.post(form_of(printer), declared(printer, location="shelf 3"))
    printer.refresh_from_db()
    assert (printer.api_key, printer.location) == ("s3cret", "shelf 3")
    entry = AuditEntry.objects.get(action="printer.change")
    assert entry.details["location"] == "shelf 3"


def test_a_key_that_can_not_be_read_any_more_can_be_replaced(
    administrator: Client, settings: Settings
) -> None:
    printer = a_printer(api_key="s3cret")
    fields = declared(printer, key="another")
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    assert administrator.get(form_of(printer)).status_code == 200
    administrator.post(form_of(printer), fields)
    assert Printer.objects.get(pk=printer.pk).api_key == "another"


def test_facets_can_not_be_posted(administrator: Client) -> None:
    printer = a_printer(bed=Bed.OCCUPIED)
    administrator.post(form_of(printer), declared(printer, bed="clear", service="retired"))
    printer.refresh_from_db()
    assert (printer.bed, printer.service) == ("occupied", "in_service")


def test_what_is_loaded_is_declared_through_the_service(administrator: Client) -> None:
    printer = a_printer(material="PLA")
    petg = a_material("PETG")
    fields = {"slots-0-material": petg.pk, "slots-0-colour": "black"}
    administrator.post(form_of(printer), declared(printer, **fields))
    slot = Slot.objects.get(printer=printer)
    assert (slot.material, slot.colour) == (petg, "black")
    assert slot.loaded_at is not None
    assert AuditEntry.objects.filter(action="printer.load", via="admin").exists()


def test_an_empty_slot_is_declared_too(administrator: Client) -> None:
    printer = a_printer(material="PLA")
    fields = {"slots-0-material": "", "slots-0-colour": ""}
    administrator.post(form_of(printer), declared(printer, **fields))
    assert Slot.objects.get(printer=printer).material is None


def test_a_printer_that_worked_is_retired_not_deleted(administrator: Client) -> None:
    printer = a_printer(bed=Bed.OCCUPIED)
    administrator.post(form_of(printer, "delete"), {"post": "yes"})
    printer.refresh_from_db()
    assert printer.service == Service.RETIRED


def test_a_printer_that_never_worked_is_deleted(administrator: Client) -> None:
    printer = a_printer()
    administrator.post(form_of(printer, "delete"), {"post": "yes"})
    assert not Printer.objects.filter(pk=printer.pk).exists()


def test_deleting_many_goes_through_the_service(administrator: Client) -> None:
    worked, idle = a_printer(bed=Bed.OCCUPIED), a_printer()
    act(administrator, "delete_selected", worked, idle, post="yes")
    assert [p.service for p in Printer.objects.all()] == ["retired"]


def test_the_bed_is_cleared_for_the_occupancy_on_the_page(operator: Client) -> None:
    printer = a_printer(bed=Bed.OCCUPIED)
    occupancy = current_occupancy(printer)
    assert occupancy is not None
    page = text(operator.get(listing(Printer)))
    assert f'name="occupancy_{printer.pk}" value="{occupancy.pk}"' in page
    answer = act(operator, "clear_beds", printer, **{f"occupancy_{printer.pk}": occupancy.pk})
    printer.refresh_from_db()
    assert printer.bed == Bed.CLEAR
    assert told(answer) == [f"{printer}: bed clear"]


def test_a_stale_page_clears_nothing(operator: Client) -> None:
    printer = a_printer(bed=Bed.OCCUPIED)
    old = current_occupancy(printer)
    assert old is not None
    Occupancy.objects.filter(pk=old.pk).update(cleared_at=old.since)
    Occupancy.objects.create(printer=printer, reason="another print")
    answer = act(operator, "clear_beds", printer, **{f"occupancy_{printer.pk}": old.pk})
    printer.refresh_from_db()
    assert printer.bed == Bed.OCCUPIED
    assert "look again" in told(answer)[0]


def test_a_bed_that_was_not_on_the_page_is_not_cleared(operator: Client) -> None:
    printer = a_printer(bed=Bed.OCCUPIED)
    answer = act(operator, "clear_beds", printer)
    printer.refresh_from_db()
    assert printer.bed == Bed.OCCUPIED
    assert "not on this page" in told(answer)[0]


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("pause", RunState.PRINTING, RunState.PAUSING),
        ("resume", RunState.PAUSED, RunState.RESUMING),
        ("cancel", RunState.PRINTING, RunState.CANCELLING),
    ],
)
def test_actions_move_the_run(
    operator: Client, action: str, before: RunState, after: RunState
) -> None:
    run = a_run(state=before)
    act(operator, action, run.printer)
    run.refresh_from_db()
    assert run.state == after


@pytest.mark.parametrize(
    ("action", "service"),
    [
        ("maintenance_now", Service.MAINTENANCE),
        ("maintenance_after_run", Service.MAINTENANCE),
        ("drain", Service.DRAINING),
    ],
)
def test_actions_take_a_printer_out_and_bring_it_back(
    operator: Client, action: str, service: Service
) -> None:
    printer = a_printer()
    act(operator, action, printer)
    printer.refresh_from_db()
    assert printer.service == service
    act(operator, "return_to_service", printer)
    printer.refresh_from_db()
    assert printer.service == Service.IN_SERVICE
    assert PrinterHistory.objects.filter(printer=printer, facet="service").count() == 2


def test_each_printer_says_how_it_went(operator: Client) -> None:
    busy, idle = a_run(state=RunState.PRINTING).printer, a_printer()
    answer = act(operator, "pause", busy, idle)
    assert sorted(told(answer)) == sorted(
        [f"{busy}: is being paused", f"{idle}: {idle.name} works on no job of ours"]
    )


def test_the_connection_is_tested_now(operator: Client) -> None:
    printer = a_printer(url="http://127.0.0.1:9")
    answer = act(operator, "test_connection", printer)
    assert told(answer)[0].startswith(f"{printer}: ")
    assert "answers" not in told(answer)[0]


@pytest.mark.parametrize(
    "query", ["link=", "bed=", "service=", "kind=", "material=PLA", "group__id__exact="]
)
def test_filters_find_nothing_else(operator: Client, query: str) -> None:
    wanted = a_printer("wanted", material="PLA", service=Service.HELD)
    a_printer("other", material="PETG", link=Link.OFFLINE, bed=Bed.DOUBTFUL, kind="moonraker")
    values = {
        "link=": "link__exact=online",
        "bed=": "bed__exact=clear",
        "service=": "service__exact=held",
        "kind=": "kind__exact=octoprint",
        "group__id__exact=": "group__isnull=True&q=wanted",
    }
    page = text(operator.get(f"{listing(Printer)}?{values.get(query, query)}"))
    assert "wanted" in page
    assert f">{wanted.name}</a>" in page
    assert ">other</a>" not in page


def test_cells_carry_what_the_feed_changes(operator: Client) -> None:
    run = a_run(state=RunState.PRINTING, progress=0.64)
    page = text(operator.get(listing(Printer)))
    for field in ("state", "job", "progress", "bar", "left", "nozzle", "bed", "filament"):
        assert f'data-f="{field}"' in page
    assert f'data-printer="{run.printer_id}"' in page
    assert "64 %" in page
    assert 'data-table="look" data-code="maintenance"' in page


def test_the_list_takes_as_many_queries_for_many_printers_as_for_few(
    operator: Client, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    a_printer()
    operator.get(listing(Printer))
    with CaptureQueriesContext(connection) as few:
        operator.get(listing(Printer))
    for _ in range(8):
        a_printer()
    with CaptureQueriesContext(connection) as many:
        operator.get(listing(Printer))
    assert len(many) == len(few)
