"""Printers: declared by administrators, moved by operators."""

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.roles import Role
from apps.api.filters.printers import PrinterFilter
from apps.api.parsers import CsvText, SmallJson
from apps.api.serializers import printers as shapes
from apps.api.serializers.base import Nothing
from apps.api.serializers.jobs import ReasonSerializer
from apps.api.serializers.runs import CancelSerializer
from apps.api.viewsets import Resource
from apps.dispatch import printer_control as control
from apps.dispatch.models import PrintRun
from apps.dispatch.states import HOLDS_ITS_PRINTER
from apps.printers import bed, loading, services
from apps.printers.csv_import import add_from
from apps.printers.models import Occupancy, Printer, Slot
from apps.printers.probing import probe
from apps.printers.states import Service

OPEN_OCCUPANCIES = Occupancy.objects.filter(cleared_at=None)
HOLDING_RUNS = PrintRun.objects.filter(state__in=HOLDS_ITS_PRINTER)


class PrinterViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    Resource[Printer],
):
    """Printers: how each is, what is loaded, what lies on its bed."""

    queryset = (
        Printer.objects.select_related("profile", "group")
        .defer("api_key")
        .prefetch_related(
            Prefetch("slots", Slot.objects.select_related("material")),
            Prefetch("occupancies", OPEN_OCCUPANCIES, to_attr="open_occupancies"),
            Prefetch("runs", HOLDING_RUNS, to_attr="holding_runs"),
        )
    )
    serializer_class = shapes.PrinterSerializer
    filterset_class = PrinterFilter
    search_fields = ["name", "location", "url", "group__name"]
    ordering_fields = ["id", "name", "link", "activity", "bed", "service", "created_at"]
    roles = dict.fromkeys(
        ("create", "partial_update", "destroy", "import_table"), Role.ADMINISTRATOR
    )

    def get_parsers(self) -> list[BaseParser]:
        """Tables of printers come as CSV."""
        tables = getattr(self, "action_map", {}).get("post") == "import_table"
        return [CsvText()] if tables else [SmallJson()]

    @extend_schema(request=shapes.NewPrinterSerializer, responses={201: shapes.PrinterSerializer})
    def create(self, request: Request) -> Response:
        """Add a printer; its bed is doubtful until somebody confirms it."""
        values = self.asked(shapes.NewPrinterSerializer)
        printer = services.add_printer(new_printer(values), actor=self.actor)
        return self.answer(printer, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.PrinterChangeSerializer, responses=shapes.PrinterSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is declared about a printer."""
        printer = self.get_object()
        asked = shapes.PrinterChangeSerializer(printer, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        if asked.validated_data:
            services.change_printer(printer, actor=self.actor, **asked.validated_data)
        return self.answer(printer)

    def perform_destroy(self, instance: Printer) -> None:
        """Delete a printer that never worked, retire one that did."""
        services.remove_printer(instance, actor=self.actor)

    @extend_schema(
        operation_id="printers_import",
        request={"text/csv": OpenApiTypes.STR},
        responses={201: shapes.ImportedSerializer},
    )
    def import_table(self, request: Request) -> Response:
        """Add the printers of a CSV table, all or none."""
        added = add_from(str(request.data or ""), actor=self.actor)
        rows = self.get_queryset().filter(pk__in=[printer.pk for printer in added])
        shown = shapes.PrinterSerializer(rows, many=True).data
        return Response({"added": shown}, status.HTTP_201_CREATED)

    @extend_schema(request=Nothing, responses=shapes.CheckSerializer)
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: str) -> Response:
        """Talk to the printer's host now, at most ten seconds."""
        check = probe(self._plain())
        return Response(shapes.CheckSerializer(check).data)

    @extend_schema(request=shapes.ClearBedSerializer)
    @action(detail=True, methods=["post"], url_path="clear-bed")
    def clear_bed(self, request: Request, pk: str) -> Response:
        """Confirm that the bed is clear; 409 if something else lies there by now."""
        printer, values = self.get_object(), self.asked(shapes.ClearBedSerializer)
        bed.clear_bed(printer, values["occupancy"], actor=self.actor)
        return self.answer(printer)

    @extend_schema(request=shapes.LoadSerializer)
    @action(detail=True, methods=["post"])
    def load(self, request: Request, pk: str) -> Response:
        """Declare what is loaded in a slot."""
        printer, values = self.get_object(), self.asked(shapes.LoadSerializer)
        loading.load_slot(
            printer,
            index=values["slot"],
            material=values.get("material"),
            spool_id=values.get("spool"),
            colour=values["colour"],
            actor=self.actor,
        )
        return self.answer(printer)

    @extend_schema(request=shapes.LevelSerializer)
    @action(detail=True, methods=["post"])
    def level(self, request: Request, pk: str) -> Response:
        """Confirm that the bed is level."""
        printer, values = self.get_object(), self.asked(shapes.LevelSerializer)
        loading.confirm_level(printer, actor=self.actor, **values)
        return self.answer(printer)

    @extend_schema(request=shapes.MaintenanceSerializer)
    @action(detail=True, methods=["post"])
    def maintenance(self, request: Request, pk: str) -> Response:
        """Take the printer out of service, now or after its run."""
        printer, values = self.get_object(), self.asked(shapes.MaintenanceSerializer)
        control.set_maintenance(printer, values["when"], actor=self.actor)
        return self.answer(printer)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"], url_path="return-to-service")
    def return_to_service(self, request: Request, pk: str) -> Response:
        """Let the printer work again."""
        return self._serve(Service.IN_SERVICE)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def drain(self, request: Request, pk: str) -> Response:
        """Let the printer end its run and take no new one."""
        return self._serve(Service.DRAINING)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: str) -> Response:
        """Pause what the printer prints."""
        printer = self._plain()
        control.pause_printer(printer, actor=self.actor)
        return self.answer(printer)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """Let a paused print go on."""
        printer = self._plain()
        control.resume_printer(printer, actor=self.actor)
        return self.answer(printer)

    @extend_schema(request=CancelSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Cancel what the printer prints; the parts wait again unless `requeue` is false."""
        printer, values = self.get_object(), self.asked(CancelSerializer)
        control.cancel_printer(printer, actor=self.actor, **values)
        return self.answer(printer)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"], url_path="emergency-stop")
    def emergency_stop(self, request: Request, pk: str) -> Response:
        """Stop the machine at once."""
        printer = self._plain()
        control.emergency_stop(printer, actor=self.actor)
        return self.answer(printer)

    def _serve(self, target: Service) -> Response:
        printer, values = self.get_object(), self.asked(ReasonSerializer)
        services.set_service(printer, target, actor=self.actor, **values)
        return self.answer(printer)

    def _plain(self) -> Printer:
        """The printer of an action that takes no values."""
        printer = self.get_object()
        self.asked(Nothing)
        return printer


def new_printer(values: dict[str, Any]) -> services.NewPrinter:
    """The printer that the checked values of NewPrinterSerializer stand for."""
    return services.NewPrinter(**{**values, "tags": tuple(values.get("tags", ()))})
