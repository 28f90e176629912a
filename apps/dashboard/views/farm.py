"""The farm page: what every printer does, and what it needs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.core.whole import whole
from apps.dashboard import figures
from apps.dashboard.access import operator, page_actor, viewer
from apps.dashboard.actions import act
from apps.dispatch.printer_control import resume_dispatch, stop_dispatch
from apps.live.selectors import job_rows, printer_tiles
from apps.materials.models import Material
from apps.printers.models import Slot


@viewer
@require_GET
def farm(request: HttpRequest) -> HttpResponse:
    """Every printer as a card or a row, with the figures above.

    A page that asks for its regions again (`X-Regions`) gets them without the cards.
    """
    tiles, rows = printer_tiles(), job_rows()
    context = {
        "here": "farm",
        "tiles": tiles,
        "rows_view": request.GET.get("view") == "rows",
        "with_cards": "X-Regions" not in request.headers,
        "legend": figures.legend(tiles),
        "cells": figures.cells(tiles),
        "summary": figures.summary(tiles, rows),
        "asking": [tile for tile in tiles if tile.tone == "ask"],
        "materials": Material.objects.filter(pk__in=_loaded_ids()),
    }
    return render(request, "dashboard/farm.html", context)


def _loaded_ids() -> list[int]:
    loaded = Slot.objects.exclude(material=None).values_list("material_id", flat=True)
    return list(loaded.order_by().distinct())


@viewer
@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """The cards (or rows) of some printers, for a page that shows them already."""
    numbers = map(whole, request.GET.get("ids", "").split(","))
    ids = [number for number in numbers if number is not None]
    context = {"tiles": printer_tiles(ids), "rows_view": request.GET.get("view") == "rows"}
    return render(request, "dashboard/partials/printer_cards.html", context)


@operator
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """No new print starts on the whole farm."""
    reason = request.POST.get("reason", "")
    return act(
        request,
        lambda: stop_dispatch(actor=page_actor(request), reason=reason),
        _("No new print starts"),
    )


@operator
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Prints start again."""
    return act(
        request,
        lambda: resume_dispatch(actor=page_actor(request)),
        _("Prints start again"),
    )
