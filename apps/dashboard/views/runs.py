"""The page of one run, and its buttons."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from apps.core.errors import Refused
from apps.dashboard import preflight
from apps.dashboard.access import operator, page_actor, viewer
from apps.dashboard.actions import act
from apps.dashboard.curve import curve_of
from apps.dashboard.incidents import told
from apps.dashboard.steps import steps_of
from apps.dispatch import control
from apps.dispatch.models import PrintRun
from apps.dispatch.selectors import run_with_id
from apps.dispatch.states import BEFORE_START, HOLDS_ITS_PRINTER, IN_DOUBT, RunState
from apps.incidents.models import Incident
from apps.live.marks import Text
from apps.live.selectors import job_rows, printer_tiles

BUTTONS: dict[str, tuple[Callable[..., Any], Text]] = {
    "pause": (control.pause_run, gettext_lazy("Pause is asked for")),
    "resume": (control.resume_run, gettext_lazy("Goes on")),
    "cancel": (control.cancel_run, gettext_lazy("Cancel is asked for")),
    "approve": (control.approve_run, gettext_lazy("Approved: it starts")),
}
OUTCOMES: tuple[tuple[str, Text, Text], ...] = (
    ("printing", gettext_lazy("It prints"), gettext_lazy("The run goes on and is watched again.")),
    ("finished", gettext_lazy("It has finished"), gettext_lazy("The part is there and counts.")),
    ("failed", gettext_lazy("It failed"), gettext_lazy("The part goes back into the queue.")),
    (
        "not_started",
        gettext_lazy("It never started"),
        gettext_lazy("Nothing was printed; the part goes back into the queue."),
    ),
)


def found(run_id: int) -> PrintRun:
    """The run; raises Http404 when there is none."""
    try:
        return run_with_id(run_id)
    except Refused as error:
        raise Http404 from error


@viewer
@require_GET
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run: its head, its checks, the way it came, its evidence."""
    shown = found(run_id)
    state = RunState(shown.state)
    context = {
        "here": "queue",
        "run": shown,
        "row": job_rows([shown.job_id])[0],
        "tile": next(iter(printer_tiles([shown.printer_id])), None),
        "is_open": state in HOLDS_ITS_PRINTER,
        "is_doubtful": state in IN_DOUBT and state != RunState.STARTING,
        "is_before_start": state in BEFORE_START,
        "checks": preflight.checks(shown),
        "steps": steps_of(shown),
        "siblings": PrintRun.objects.filter(job=shown.job_id).select_related("printer"),
        "incidents": told(Incident.objects.filter(run=shown)),
    }
    return render(request, "dashboard/run.html", context)


@viewer
@require_GET
def curve(request: HttpRequest, run_id: int) -> JsonResponse:
    """Temperatures and progress of the run, for its chart."""
    return JsonResponse(curve_of(found(run_id)))


@operator
@require_POST
def button(request: HttpRequest, run_id: int, action: str) -> HttpResponse:
    """Pause, resume, cancel or approve."""
    service, done = BUTTONS[action]
    shown, actor = found(run_id), page_actor(request)
    return act(request, lambda: service(shown, actor=actor), f"{shown.printer.name}: {done}")


@operator
def settle(request: HttpRequest, run_id: int) -> HttpResponse:
    """The drawer that asks how a doubtful run is, and its answer."""
    shown = found(run_id)
    if request.method != "POST":
        context = {"run": shown, "outcomes": OUTCOMES, "steps": steps_of(shown)[-3:]}
        return render(request, "dashboard/partials/settle.html", context)
    outcome, actor = request.POST.get("outcome", ""), page_actor(request)
    return act(
        request,
        lambda: control.settle_run(shown, outcome, actor=actor),
        _("Noted. Nothing was sent twice."),
    )
