"""The farm is asked in shards; one printer's trouble is its own."""

import json

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.accounts.roles import Role
from apps.dispatch.dispatcher import dispatch_once
from apps.dispatch.models import PrintRun
from apps.live.selectors import farm_snapshot
from apps.printers.models import Printer
from apps.printers.targets import target_of
from apps.printers.wire import Target
from apps.telemetry import tasks
from apps.telemetry.looks import Look
from tests.builders import a_job, a_printer, a_token, a_user

pytestmark = pytest.mark.django_db


class Asked:
    """A poller that only notes whom it was told to ask."""

    def __init__(self) -> None:
        self.targets: dict[int, Target] = {}

    def ask(self, targets: dict[int, Target]) -> None:
        """Note them."""
        self.targets = targets

    def collect(self, timeout_s: float) -> list[Look]:
        """Nothing has come yet."""
        return []


@pytest.fixture
def unreadable(settings: Settings) -> Printer:
    """A printer whose key was encrypted with a key that is lost."""
    kept = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    printer = a_printer("A-lost", api_key="s3cret")
    settings.ENCRYPTION_KEYS = kept
    return printer


def test_a_key_that_can_not_be_read_stops_only_its_own_printer(
    unreadable: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, asked = a_printer("B-good", api_key="k"), Asked()
    monkeypatch.setattr(tasks, "poller", lambda: asked)
    tasks.poll_shard([unreadable.pk, good.pk])
    assert list(asked.targets) == [good.pk]
    unreadable.refresh_from_db(fields=["link_error", "misses"])
    assert "FARM_ENCRYPTION_KEYS" in unreadable.link_error
    assert unreadable.misses == 1


def test_a_key_that_can_not_be_read_breaks_no_page(unreadable: Printer) -> None:
    client = Client()
    client.force_login(a_user(Role.ADMINISTRATOR))
    _token, secret = a_token(role=Role.VIEWER)
    pages = [reverse("farm"), reverse("printers"), reverse("setup"), reverse("queue")]
    for page in [*pages, reverse("printer", args=[unreadable.pk])]:
        assert client.get(page).status_code == 200, page
    answer = Client().get("/api/v1/printers/", headers={"Authorization": f"Token {secret}"})
    assert [row["name"] for row in answer.json()["results"]] == ["A-lost"]
    assert "s3cret" not in json.dumps(farm_snapshot(), default=str)


def test_jobs_go_to_the_other_printers(unreadable: Printer) -> None:
    good, job = a_printer("B-good"), a_job(quantity=2)
    dispatch_once()
    assert good.pk in set(PrintRun.objects.filter(job=job).values_list("printer_id", flat=True))


def test_a_key_stands_in_no_representation() -> None:
    printer = a_printer(api_key="s3cret")
    assert "s3cret" not in repr(target_of(Printer.objects.get(pk=printer.pk)))
