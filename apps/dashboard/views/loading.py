"""What is loaded in a printer, said at the page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.whole import whole
from apps.dashboard.access import operator, page_actor
from apps.dashboard.actions import act
from apps.dashboard.views.printers import found
from apps.materials.models import Material, Spool
from apps.printers.loading import load_slot, unload_slot

NO_SLOT = -1


@operator
def load(request: HttpRequest, printer_id: int) -> HttpResponse:
    """The drawer that asks what was loaded, and its answer."""
    shown, index = found(printer_id), _index(request)
    if request.method != "POST":
        context = {
            "printer": shown,
            "index": index,
            "slots": shown.slots.select_related("material"),
            "slot": shown.slots.select_related("material").filter(index=index).first(),
            "materials": Material.objects.all(),
            "spools": Spool.objects.filter(archived_at=None).select_related("material"),
        }
        return render(request, "dashboard/partials/load.html", context)
    actor, spool = page_actor(request), request.POST.get("spool", "")
    return act(
        request,
        lambda: load_slot(
            shown,
            index=index,
            material=request.POST.get("material") or None,
            spool_id=whole(spool),
            colour=request.POST.get("colour", "").strip(),
            actor=actor,
        ),
        _("%(printer)s: loaded") % {"printer": shown.name},
    )


@operator
@require_POST
def unload(request: HttpRequest, printer_id: int) -> HttpResponse:
    """The slot is empty."""
    shown, index, actor = found(printer_id), _index(request), page_actor(request)
    return act(
        request,
        lambda: unload_slot(shown, index=index, actor=actor),
        _("%(printer)s: empty") % {"printer": shown.name},
    )


def _index(request: HttpRequest) -> int:
    text = request.POST.get("slot") or request.GET.get("slot") or "0"
    number = whole(text)
    return NO_SLOT if number is None else number
