"""Secrets are encrypted at rest; keys are rotated by putting a new one first."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.db import connection
from pytest_django import Settings

from apps.core.errors import Unavailable
from apps.printers.models import Printer
from tests.builders import a_printer

pytestmark = pytest.mark.django_db
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT api_key FROM printers_printer")
        return str(cursor.fetchone()[0])


def test_a_secret_is_not_stored_in_plain() -> None:
    a_printer(api_key="s3cret-ä")
    assert "s3cret" not in stored()
    assert Printer.objects.get().api_key == "s3cret-ä"


def test_no_secret_is_no_secret() -> None:
    a_printer(api_key="")
    assert stored() == ""
    assert Printer.objects.get().api_key == ""


def test_an_old_key_still_reads_and_the_first_one_writes(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    printer = a_printer(api_key="s3cret")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert Printer.objects.get().api_key == "s3cret"
    printer.save()
    settings.ENCRYPTION_KEYS = [NEW]
    assert Printer.objects.get().api_key == "s3cret"


def test_a_missing_key_is_told_with_what_to_do(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    a_printer(api_key="s3cret")
    settings.ENCRYPTION_KEYS = [NEW]
    printer = Printer.objects.get()
    with pytest.raises(Unavailable) as refusal:
        _ = printer.api_key
    assert refusal.value.code == "ENCRYPTION_KEY_MISSING"
    assert "FARM_ENCRYPTION_KEYS" in refusal.value.message
    assert "Printer.api_key" in refusal.value.message


def test_a_row_is_saved_with_a_secret_that_nobody_can_open(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    a_printer(api_key="s3cret")
    settings.ENCRYPTION_KEYS = [NEW]
    printer = Printer.objects.get()
    printer.location = "left"
    printer.save()
    settings.ENCRYPTION_KEYS = [OLD]
    again = Printer.objects.get()
    assert (again.location, again.api_key) == ("left", "s3cret")


@pytest.mark.parametrize("lookup", ["api_key", "api_key__contains", "api_key__in"])
def test_nobody_filters_by_a_secret(lookup: str) -> None:
    with pytest.raises(FieldError):
        Printer.objects.filter(**{lookup: "s3cret"}).exists()
