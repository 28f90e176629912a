"""The connection of a printer, tested while somebody waits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from apps.dashboard.access import operator
from apps.dashboard.views.printers import found
from apps.printers.probing import probe


@operator
@require_POST
def test(request: HttpRequest, printer_id: int) -> HttpResponse:
    """Talks to the host now; the drawer tells what it answered."""
    shown = found(printer_id)
    context = {"printer": shown, "probe": probe(shown)}
    return render(request, "dashboard/partials/probe.html", context)
