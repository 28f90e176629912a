"""Who sees what in the admin, and who may act there."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client

from apps.accounts.models import ApiToken, AuditEntry
from apps.accounts.roles import Role
from apps.dispatch.models import PrintRun
from apps.events.models import OutboxEvent
from apps.incidents.models import Incident
from apps.jobs.models import GcodeFile, Job
from apps.materials.models import Material, Spool
from apps.printers.models import Calibration, Printer, PrinterGroup, PrinterProfile
from tests.backoffice.conftest import signed_in
from tests.backoffice.pages import act, adding, form_of, listing, text
from tests.builders import a_printer, a_run, a_user

FARM = [
    Printer,
    PrinterProfile,
    PrinterGroup,
    Calibration,
    Job,
    GcodeFile,
    PrintRun,
    Incident,
    Material,
    Spool,
    OutboxEvent,
]
SECRET = [ApiToken, AuditEntry, User]


@pytest.mark.parametrize("model", FARM)
def test_a_viewer_sees_every_table_of_the_farm(viewer: Client, model: type[Printer]) -> None:
    assert viewer.get(listing(model)).status_code == 200


@pytest.mark.parametrize("model", SECRET)
def test_tokens_users_and_audit_are_for_administrators(
    operator: Client, administrator: Client, model: type[Printer]
) -> None:
    assert operator.get(listing(model)).status_code == 403
    assert administrator.get(listing(model)).status_code == 200


@pytest.mark.parametrize("model", FARM)
def test_a_viewer_has_no_actions_and_adds_nothing(viewer: Client, model: type[Printer]) -> None:
    a_run()
    assert 'name="action"' not in text(viewer.get(listing(model)))
    assert viewer.get(adding(model)).status_code == 403


def test_an_action_that_a_viewer_sends_anyway_does_nothing(viewer: Client) -> None:
    printer = a_printer()
    act(viewer, "maintenance_now", printer)
    printer.refresh_from_db()
    assert printer.service == "in_service"


def test_operators_act_but_do_not_declare(operator: Client) -> None:
    printer = a_printer()
    assert 'value="pause"' in text(operator.get(listing(Printer)))
    assert operator.get(adding(Printer)).status_code == 403
    assert 'name="url"' not in text(operator.get(form_of(printer)))


@pytest.mark.django_db
def test_without_a_role_staff_stay_outside() -> None:
    assert signed_in(None).get(listing(Printer)).status_code == 302


@pytest.mark.django_db
def test_administrators_who_are_not_staff_stay_outside() -> None:
    client = Client()
    client.force_login(a_user(Role.ADMINISTRATOR))
    assert client.get(listing(Printer)).status_code == 302


def test_every_list_and_form_opens_without_inline_code(administrator: Client) -> None:
    run = a_run()
    pages = ["/admin/", *(listing(model) for model in (*FARM, *SECRET))]
    pages += [form_of(row) for row in (run, run.printer, run.job, run.gcode, run.printer.profile)]
    pages += [adding(m) for m in (Printer, PrinterProfile, Material, Spool, ApiToken, User)]
    for page in pages:
        answer = administrator.get(page)
        assert answer.status_code == 200, page
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", text(answer)), page


@pytest.mark.django_db
def test_every_table_of_the_farm_takes_its_permissions_from_roles() -> None:
    from apps.backoffice.base import ByRole

    apps = {model._meta.app_label for model in FARM}
    ours = [a for model, a in admin.site._registry.items() if model._meta.app_label in apps]
    assert ours
    assert all(isinstance(each, ByRole) for each in ours)
