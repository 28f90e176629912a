"""What the demo puts into a farm, and where it refuses to."""

from typing import Any

import pytest
from django.core.management import CommandError

from apps.jobs.models import Job
from apps.jobs.states import JobState
from apps.operations.demo.seeding import seed_farm, seed_jobs
from apps.printers.models import Printer
from tests.builders import a_printer

pytestmark = pytest.mark.django_db
MACHINE: dict[str, Any] = {
    "name": "OCT-01",
    "kind": "octoprint",
    "url": "http://127.0.0.1:9",
    "api_key": "key",
    "model": "Ender-3",
    "material": "PLA",
    "colour": "#F2754E",
}


def test_a_demo_never_touches_a_real_farm() -> None:
    a_printer("the owner's")
    with pytest.raises(CommandError, match="real farm"):
        seed_farm([MACHINE])
    assert Printer.objects.count() == 1


def test_seeding_again_changes_nothing_but_a_new_address() -> None:
    seed_farm([MACHINE])
    seed_farm([{**MACHINE, "url": "http://127.0.0.1:10"}])
    printer = Printer.objects.get()
    assert (printer.url, printer.bed, printer.trial_runs_left) == (
        "http://127.0.0.1:10",
        "clear",
        0,
    )


def test_an_unfinished_batch_goes_on_and_is_filled_up() -> None:
    seed_farm([MACHINE])
    first = seed_jobs([MACHINE], 2)
    assert seed_jobs([MACHINE], 3)[:2] == first
    Job.objects.update(state=JobState.COMPLETED)
    assert not set(seed_jobs([MACHINE], 3)) & set(first)
    assert Job.objects.count() == 6
