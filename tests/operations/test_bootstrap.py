"""What a farm begins with."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import CommandError

from apps.accounts.models import AuditEntry
from apps.accounts.roles import Role, role_of
from apps.materials.models import Material
from apps.operations.bootstrap import ensure_basics
from apps.operations.profiles import USUAL
from apps.printers.models import PrinterProfile
from tests.operations.conftest import Run


def test_the_first_administrator_may_open_everything(run: Run) -> None:
    text = run("bootstrap", "--username", "jana", "--email", "jana@example.org")
    user = User.objects.get(username="jana")
    password = text.split("shown only now): ")[1].strip()
    assert user.check_password(password)
    assert (role_of(user), user.is_staff, user.email) == (
        Role.ADMINISTRATOR,
        True,
        "jana@example.org",
    )
    assert set(Group.objects.values_list("name", flat=True)) == set(Role)
    assert Material.objects.filter(code="PLA").exists()


def test_repeating_changes_nothing(run: Run) -> None:
    run("bootstrap", "--password", "a-long-Passw0rd")
    PrinterProfile.objects.filter(code="mk4").update(name="ours")
    before = list(PrinterProfile.objects.values_list()), User.objects.get().password
    text = run("bootstrap", "--password", "another-Passw0rd")
    assert "unchanged" in text
    assert (list(PrinterProfile.objects.values_list()), User.objects.get().password) == before


def test_a_password_is_set_anew_on_request(run: Run) -> None:
    run("bootstrap", "--password", "a-long-Passw0rd")
    text = run("bootstrap", "--reset-password", "--password", "another-Passw0rd")
    assert User.objects.get().check_password("another-Passw0rd")
    assert "another-Passw0rd" not in text
    assert AuditEntry.objects.filter(action="user.password", via="command").exists()


@pytest.mark.parametrize("arguments", [["--password", "1234"], ["--username", " "]])
def test_a_bad_account_is_not_made(run: Run, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        run("bootstrap", *arguments)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_every_usual_profile_is_valid() -> None:
    ensure_basics()
    for profile in PrinterProfile.objects.all():
        profile.full_clean()
        assert profile.slicer_models
        assert set(profile.flavours) <= {"marlin", "marlin2", "klipper", "reprapfirmware"}


@pytest.mark.django_db
def test_no_slicer_name_means_two_profiles() -> None:
    names = [name.casefold() for values in USUAL.values() for name in values["slicer_models"]]
    assert len(names) == len(set(names))


def test_the_demo_files_find_their_printers() -> None:
    manifest = Path(settings.BASE_DIR) / "demo" / "files" / "manifest.json"
    known = {name for values in USUAL.values() for name in values["slicer_models"]}
    wanted = {file["printer_model"] for file in json.loads(manifest.read_text())}
    assert wanted <= known
