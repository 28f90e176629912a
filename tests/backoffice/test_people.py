"""Tokens, users and what people keep in the admin."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from apps.accounts.models import ApiToken, AuditEntry
from apps.accounts.roles import Role, role_of
from apps.accounts.services import recognise
from apps.materials.models import Material, Spool
from apps.printers.models import Calibration, PrinterProfile
from tests.backoffice.pages import act, adding, form_of, listing, text
from tests.builders import a_material, a_printer, a_profile, a_token, a_user


def test_the_secret_of_a_token_is_shown_once(administrator: Client) -> None:
    owner = a_user(Role.OPERATOR)
    fields = {"user": owner.pk, "name": "slicer", "role": "operator"}
    answer = administrator.post(adding(ApiToken), fields)
    page = text(answer)
    secret = page.split('<code class="secret">')[1].split("</code>")[0]
    token = recognise(secret)
    assert token is not None
    assert (token.user, token.name) == (owner, "slicer")
    assert "no-store" in answer["Cache-Control"]
    for later in (listing(ApiToken), form_of(token)):
        assert secret not in text(administrator.get(later))
    assert secret not in str(AuditEntry.objects.get(action="token.add").details)


def test_a_revoked_token_is_not_recognised(administrator: Client) -> None:
    token, secret = a_token()
    act(administrator, "revoke", token)
    assert recognise(secret) is None
    assert AuditEntry.objects.filter(action="token.revoke", via="admin").exists()


def test_tokens_can_not_be_changed(administrator: Client) -> None:
    token, _secret = a_token(role=Role.VIEWER)
    assert administrator.post(form_of(token), {"role": "administrator"}).status_code == 403
    token.refresh_from_db()
    assert token.role == Role.VIEWER


def test_a_user_is_added_with_a_role(administrator: Client) -> None:
    fields = {
        "username": "jana",
        "usable_password": "true",
        "password1": "a-long-Passw0rd",
        "password2": "a-long-Passw0rd",
        "role": "operator",
        "is_staff": "on",
    }
    administrator.post(adding(User), fields)
    user = User.objects.get(username="jana")
    assert (role_of(user), user.is_staff, user.check_password("a-long-Passw0rd")) == (
        Role.OPERATOR,
        True,
        True,
    )
    assert AuditEntry.objects.get(action="user.add").details["role"] == "operator"


@pytest.mark.parametrize(("chosen", "role"), [("viewer", Role.VIEWER), ("", None)])
def test_the_role_of_a_user_is_replaced(
    administrator: Client, chosen: str, role: Role | None
) -> None:
    user = a_user(Role.OPERATOR)
    fields = {"username": user.username, "role": chosen, "is_active": "on"}
    administrator.post(form_of(user), fields)
    assert role_of(User.objects.get(pk=user.pk)) == role


def test_a_new_password_is_audited_and_not_told(administrator: Client) -> None:
    user = a_user(Role.OPERATOR)
    fields = {
        "usable_password": "true",
        "password1": "a-long-Passw0rd",
        "password2": "a-long-Passw0rd",
    }
    administrator.post(reverse("admin:auth_user_password_change", args=[user.pk]), fields)
    assert User.objects.get(pk=user.pk).check_password("a-long-Passw0rd")
    entry = AuditEntry.objects.get(action="user.password")
    assert (entry.subject, entry.details) == (f"user/{user.pk}", {})


def test_nobody_makes_a_superuser_here(administrator: Client) -> None:
    user = a_user(Role.VIEWER)
    fields = {"username": user.username, "role": "viewer", "is_active": "on", "is_superuser": "on"}
    administrator.post(form_of(user), fields)
    assert not User.objects.get(pk=user.pk).is_superuser


def test_changes_of_the_stock_are_audited(administrator: Client) -> None:
    fields = {"code": "PCTG", "density": 1.23, "nozzle_min_c": 230, "nozzle_max_c": 270}
    administrator.post(adding(Material), fields)
    material = Material.objects.get(code="PCTG")
    administrator.post(form_of(material), fields | {"nozzle_max_c": 280})
    administrator.post(form_of(material, "delete"), {"post": "yes"})
    entries = AuditEntry.objects.filter(subject=f"material/{material.pk}").order_by("pk")
    assert [entry.action for entry in entries] == [
        "material.add",
        "material.change",
        "material.remove",
    ]
    assert entries[1].details["nozzle_max_c"] == "280"
    assert not Material.objects.filter(code="PCTG").exists()


def test_a_material_in_use_stays(administrator: Client) -> None:
    a_printer(material="PLA")
    administrator.post(form_of(a_material("PLA"), "delete"), {"post": "yes"})
    assert Material.objects.filter(code="PLA").exists()


def test_operators_keep_spools_but_not_materials(operator: Client) -> None:
    fields = {"material": a_material().pk, "colour": "black", "initial_g": 1000}
    operator.post(adding(Spool), fields)
    assert Spool.objects.get().colour == "black"
    assert operator.get(adding(Material)).status_code == 403


def test_names_in_slicers_are_written_as_text(administrator: Client) -> None:
    profile = a_profile("mk4", slicer_models=["MK4", "MK4 IS"], flavours=["marlin2"])
    assert 'value="MK4, MK4 IS"' in text(administrator.get(form_of(profile)))
    fields = {
        "code": "mk4",
        "name": "MK4",
        "slicer_models": "MK4, MK4S",
        "flavours": "marlin2",
        **dict.fromkeys(("bed_width_mm", "bed_depth_mm", "height_mm", "max_nozzle_c"), 200),
        **dict.fromkeys(("origin_x_mm", "origin_y_mm"), 0),
        "nozzle_mm": 0.4,
        "max_bed_c": 100,
        "slots": 1,
        "level_valid_days": 30,
    }
    administrator.post(form_of(profile), fields)
    assert PrinterProfile.objects.get(code="mk4").slicer_models == ["MK4", "MK4S"]


@pytest.mark.parametrize("kind", ["level", "flow"])
def test_a_calibration_is_confirmed_and_never_changed(operator: Client, kind: str) -> None:
    printer = a_printer()
    operator.post(adding(Calibration), {"printer": printer.pk, "kind": kind, "note": "by hand"})
    calibration = Calibration.objects.get(note="by hand")
    assert (calibration.printer, calibration.kind) == (printer, kind)
    assert calibration.by
    assert AuditEntry.objects.filter(subject=f"printer/{printer.pk}", via="admin").exists()
    assert operator.post(form_of(calibration), {"note": "no"}).status_code == 403
