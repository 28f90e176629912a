"""What operators do to selected printers."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.services import Actor
from apps.backoffice.base import FarmAdmin
from apps.core.errors import Conflict
from apps.core.speaking import spoken
from apps.core.whole import whole
from apps.dispatch import printer_control as control
from apps.printers.bed import clear_bed
from apps.printers.models import Printer
from apps.printers.probing import probe
from apps.printers.services import set_service
from apps.printers.states import Bed, Service

Chosen = QuerySet[Printer]
OPERATE = ["operate"]


class PrinterActions(FarmAdmin[Printer]):
    """Each act is a service's; a message for each printer says how it went."""

    actions = (
        "clear_beds",
        "pause",
        "resume",
        "cancel",
        "maintenance_now",
        "maintenance_after_run",
        "drain",
        "return_to_service",
        "test_connection",
    )

    @admin.action(
        description=gettext_lazy("Clear the beds of selected printers"), permissions=OPERATE
    )
    def clear_beds(self, request: HttpRequest, queryset: Chosen) -> None:
        """End the occupancy that the page showed; another one is refused."""

        def clear(printer: Printer, actor: Actor) -> None:
            clear_bed(printer, _occupancy_shown(request, printer), actor=actor)

        self.act(request, queryset, clear, _("bed clear"))

    @admin.action(description=gettext_lazy("Pause running prints"), permissions=OPERATE)
    def pause(self, request: HttpRequest, queryset: Chosen) -> None:
        """Pause what they print."""
        self.act(
            request, queryset, lambda p, a: control.pause_printer(p, actor=a), _("is being paused")
        )

    @admin.action(description=gettext_lazy("Resume paused prints"), permissions=OPERATE)
    def resume(self, request: HttpRequest, queryset: Chosen) -> None:
        """Let them go on."""
        self.act(
            request,
            queryset,
            lambda p, a: control.resume_printer(p, actor=a),
            _("is being resumed"),
        )

    @admin.action(description=gettext_lazy("Cancel prints, parts wait again"), permissions=OPERATE)
    def cancel(self, request: HttpRequest, queryset: Chosen) -> None:
        """Cancel their runs; the demand goes back to the queue."""
        self.act(
            request,
            queryset,
            lambda p, a: control.cancel_printer(p, actor=a),
            _("is being cancelled"),
        )

    @admin.action(
        description=gettext_lazy("Maintenance now (cancels and requeues)"), permissions=OPERATE
    )
    def maintenance_now(self, request: HttpRequest, queryset: Chosen) -> None:
        """Out of service at once."""
        self.act(
            request,
            queryset,
            lambda p, a: control.set_maintenance(p, "now", actor=a),
            _("goes into maintenance"),
        )

    @admin.action(description=gettext_lazy("Maintenance after the run"), permissions=OPERATE)
    def maintenance_after_run(self, request: HttpRequest, queryset: Chosen) -> None:
        """Out of service when the print has ended."""
        self.act(
            request,
            queryset,
            lambda p, a: control.set_maintenance(p, "after_run", actor=a),
            _("goes into maintenance after its run"),
        )

    @admin.action(description=gettext_lazy("Drain (finish, then stop)"), permissions=OPERATE)
    def drain(self, request: HttpRequest, queryset: Chosen) -> None:
        """No new run."""
        self.act(
            request,
            queryset,
            lambda p, a: set_service(p, Service.DRAINING, actor=a),
            _("takes no new job"),
        )

    @admin.action(description=gettext_lazy("Return to service"), permissions=OPERATE)
    def return_to_service(self, request: HttpRequest, queryset: Chosen) -> None:
        """Let them work again."""
        self.act(
            request,
            queryset,
            lambda p, a: set_service(p, Service.IN_SERVICE, actor=a),
            _("is in service"),
        )

    @admin.action(description=gettext_lazy("Test connection"), permissions=OPERATE)
    def test_connection(self, request: HttpRequest, queryset: Chosen) -> None:
        """Ask each host who it is; what differs is told."""
        for printer in queryset.select_related("profile"):
            found = probe(printer)
            if found.ok:
                messages.success(request, _("%s: answers, all as declared") % printer)
            else:
                messages.warning(request, f"{printer}: {' '.join(map(spoken, found.findings))}")


def _occupancy_shown(request: HttpRequest, printer: Printer) -> int | None:
    """The occupancy that stood in the list; raises Conflict for a printer that was not on the page."""
    shown: Any = request.POST.get(f"occupancy_{printer.pk}")
    if shown is None and printer.bed == Bed.OCCUPIED:
        raise Conflict(_("look at the bed first: it was not on this page"), code="BED_NOT_SHOWN")
    return whole(str(shown or ""))
