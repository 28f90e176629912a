"""The queue page: what waits, what runs, what cannot, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.dashboard.access import viewer
from apps.dashboard.why import explained
from apps.jobs.selectors import job_with_id
from apps.jobs.states import JobState, Lane
from apps.live.marks import Text
from apps.live.selectors import job_rows
from apps.live.tiles import JobRow
from apps.materials.models import Material
from apps.printers.models import Printer, PrinterProfile


@dataclass(frozen=True, slots=True)
class Section:
    """One lane of the page with its load; parts and seconds of machine time that wait."""

    key: str
    name: Text
    note: Text
    icon: str
    rows: list[JobRow]

    @property
    def parts(self) -> int:
        """Parts that wait for a run."""
        return sum(row.waiting for row in self.rows)

    @property
    def machine_s(self) -> float:
        """Machine time that waits, where files tell how long they print."""
        return sum(row.waiting * (row.each_s or 0) for row in self.rows)


@viewer
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """All open jobs."""
    rows = job_rows()
    context = {
        "here": "queue",
        "sections": sections(rows),
        "states": Counter(row.state for row in rows),
        "materials": Material.objects.all(),
        "profiles": PrinterProfile.objects.all(),
        "printers": Printer.objects.exclude(service="retired").only("name"),
    }
    return render(request, "dashboard/queue.html", context)


def sections(rows: Sequence[JobRow]) -> list[Section]:
    """Express, standard, held: only those that hold a job."""
    held = [row for row in rows if row.state == JobState.HELD]
    going = [row for row in rows if row.state != JobState.HELD]
    express = [row for row in going if row.lane == Lane.EXPRESS]
    standard = [row for row in going if row.lane != Lane.EXPRESS]
    found = [
        Section("express", _("Express"), _("Goes before everything else"), "bolt", express),
        Section(
            "standard",
            _("Standard"),
            _("By priority, age and loaded filament"),
            "stack-2",
            standard,
        ),
        Section("held", _("Held"), _("Somebody has to decide something"), "hand-stop", held),
    ]
    return [section for section in found if section.rows]


@viewer
@require_GET
def why(request: HttpRequest, job_id: int) -> HttpResponse:
    """The drawer that says why a job does not run, from the function that dispatches."""
    job = job_with_id(job_id)
    context = {"job": job, "row": job_rows([job_id])[0], "why": explained(job)}
    return render(request, "dashboard/partials/why.html", context)
