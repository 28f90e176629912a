"""The page of one job, and its buttons."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.services import Actor
from apps.core.errors import Refused
from apps.core.whole import whole
from apps.dashboard.access import operator, page_actor, viewer
from apps.dashboard.actions import act
from apps.dispatch import job_control
from apps.dispatch.models import PrintRun
from apps.jobs import services
from apps.jobs.models import Job
from apps.jobs.selectors import job_timeline, job_with_id
from apps.jobs.states import OPEN
from apps.live.marks import Text
from apps.live.selectors import job_rows

Service = Callable[..., Any]
BUTTONS: dict[str, tuple[Service, Text]] = {
    "hold": (services.hold, gettext_lazy("Held: no new run starts")),
    "release": (services.release, gettext_lazy("Released")),
    "pause": (job_control.pause_job, gettext_lazy("Pause is asked for")),
    "resume": (job_control.resume_job, gettext_lazy("Goes on")),
    "cancel": (job_control.cancel_job, gettext_lazy("Cancelled")),
}


def found(job_id: int) -> Job:
    """The job; raises Http404 when there is none."""
    try:
        return job_with_id(job_id)
    except Refused as error:
        raise Http404 from error


@viewer
@require_GET
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job: its counter, its runs, what happened to it."""
    shown = found(job_id)
    context = {
        "here": "queue",
        "job": shown,
        "row": job_rows([job_id])[0],
        "is_open": shown.state in OPEN,
        "runs": PrintRun.objects.filter(job=shown).select_related("printer").order_by("-id"),
        "steps": job_timeline(shown),
    }
    return render(request, "dashboard/job.html", context)


@operator
@require_POST
def button(request: HttpRequest, job_id: int, action: str) -> HttpResponse:
    """Hold, release, pause, resume or cancel."""
    service, done = BUTTONS[action]
    shown, actor = found(job_id), page_actor(request)
    return act(request, lambda: service(shown, actor=actor), f"J-{shown.pk}: {done}")


@operator
@require_POST
def reprint(request: HttpRequest, job_id: int) -> HttpResponse:
    """A new job of the same file; goes to its page."""
    shown, actor = found(job_id), page_actor(request)
    made: list[Job] = []
    return act(
        request,
        lambda: made.append(
            job_control.reprint_job(shown, actor=actor, quantity=_quantity(request))
        ),
        _("Reprint queued"),
        then=lambda: reverse("job", args=[made[0].pk]),
    )


def _quantity(request: HttpRequest) -> int | None:
    text = request.POST.get("quantity", "")
    return _number("quantity", text) if text.strip() else None


@operator
@require_POST
def change(request: HttpRequest, job_id: int) -> HttpResponse:
    """Priority, lane or quantity, changed where they stand."""
    shown, actor = found(job_id), page_actor(request)
    return act(request, lambda: _change(request, shown, actor), _("Changed"))


def _change(request: HttpRequest, shown: Job, actor: Actor) -> None:
    fields: dict[str, Any] = {}
    for name in ("priority", "quantity"):
        if name in request.POST:
            fields[name] = _number(name, request.POST[name])
    if "lane" in request.POST:
        fields["lane"] = request.POST["lane"]
    services.change(shown, actor=actor, **fields)


def _number(name: str, text: str) -> int:
    number = whole(text)
    if number is None:
        raise Refused(_("A whole number is needed."), code="INVALID", errors={name: [text]})
    return number
