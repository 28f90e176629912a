"""The list of printers, the page of one, and its buttons."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.services import Actor
from apps.core.whole import whole
from apps.dashboard.access import operator, page_actor, viewer
from apps.dashboard.actions import act
from apps.dashboard.incidents import told
from apps.dispatch import printer_control
from apps.dispatch.models import PrintRun
from apps.incidents.selectors import open_incidents
from apps.live.marks import Text
from apps.live.selectors import printer_tiles
from apps.printers.bed import clear_bed as confirm_clear
from apps.printers.loading import confirm_level
from apps.printers.models import Calibration, Occupancy, Printer
from apps.printers.services import set_service
from apps.printers.states import Service


def _maintain(printer: Printer, *, actor: Actor) -> None:
    printer_control.set_maintenance(printer, "now", actor=actor)


def _maintain_later(printer: Printer, *, actor: Actor) -> None:
    printer_control.set_maintenance(printer, "after_run", actor=actor)


def _return(printer: Printer, *, actor: Actor) -> None:
    set_service(printer, Service.IN_SERVICE, actor=actor)


def _drain(printer: Printer, *, actor: Actor) -> None:
    set_service(printer, Service.DRAINING, actor=actor)


BUTTONS: dict[str, tuple[Callable[..., Any], Text]] = {
    "level": (confirm_level, gettext_lazy("Level confirmed")),
    "maintenance": (_maintain, gettext_lazy("Maintenance begins")),
    "maintenance-after-run": (_maintain_later, gettext_lazy("Maintenance follows this run")),
    "return": (_return, gettext_lazy("Back in service")),
    "drain": (_drain, gettext_lazy("Takes no new job")),
    "emergency-stop": (printer_control.emergency_stop, gettext_lazy("Stopped")),
}


def found(printer_id: int) -> Printer:
    """The printer with its profile; raises Http404 when there is none."""
    printer = Printer.objects.select_related("profile", "group").filter(pk=printer_id).first()
    if printer is None:
        raise Http404
    return printer


@viewer
@require_GET
def printers(request: HttpRequest) -> HttpResponse:
    """All printers, one on a line."""
    return render(
        request, "dashboard/printers.html", {"here": "printers", "tiles": printer_tiles()}
    )


@viewer
@require_GET
def printer(request: HttpRequest, printer_id: int) -> HttpResponse:
    """One printer: four facets, what it prints, what is loaded, what it did."""
    shown = found(printer_id)
    runs = PrintRun.objects.filter(printer=shown).select_related("job").order_by("-id")
    context = {
        "here": "printers",
        "printer": shown,
        "tile": printer_tiles([printer_id])[0],
        "slots": shown.slots.select_related("material", "spool").order_by("index"),
        "level": Calibration.objects.filter(printer=shown, kind=Calibration.LEVEL).first(),
        "lies": Occupancy.objects.filter(printer=shown, cleared_at=None).first(),
        "runs": runs[:12],
        "incidents": told(open_incidents().filter(printer=shown)[:5]),
        "history": shown.history.all()[:12],
    }
    return render(request, "dashboard/printer.html", context)


@viewer
@require_GET
def card(request: HttpRequest, printer_id: int) -> HttpResponse:
    """The card of one printer, for a page that shows it already."""
    found(printer_id)
    context = {"tiles": printer_tiles([printer_id])}
    return render(request, "dashboard/partials/printer_cards.html", context)


@operator
@require_POST
def button(request: HttpRequest, printer_id: int, action: str) -> HttpResponse:
    """Level, maintenance, return, drain or emergency stop."""
    service, done = BUTTONS[action]
    shown, actor = found(printer_id), page_actor(request)
    return act(request, lambda: service(shown, actor=actor), f"{shown.name}: {done}")


@operator
@require_POST
def clear_bed(request: HttpRequest, printer_id: int) -> HttpResponse:
    """End the occupancy that the page named; another one by now is a conflict."""
    shown, actor = found(printer_id), page_actor(request)
    text = request.POST.get("occupancy", "")
    occupancy = whole(text)
    done = _("%(printer)s: bed is clear") % {"printer": shown.name}
    return act(request, lambda: confirm_clear(shown, occupancy, actor=actor), done)
