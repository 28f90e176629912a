"""What dashboards show, read in a constant number of queries."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.fields.json import KeyTransform

from apps.core import clock
from apps.dispatch.models import FarmSwitch, PrintRun
from apps.dispatch.states import HOLDS_ITS_PRINTER
from apps.jobs.models import Job
from apps.live.jobs import file_material, job_rows
from apps.live.looks import Shown, look_of
from apps.live.numbers import RUN_FIGURES
from apps.live.readings import Figures, figures_of
from apps.live.seen import Seen
from apps.live.tiles import JobTile, Look, PrinterTile
from apps.printers.models import Occupancy, Printer, Slot
from apps.printers.states import Service

__all__ = ["farm_snapshot", "farm_state", "job_rows", "printer_tiles"]


def farm_snapshot() -> dict[str, Any]:
    """Everything a listener begins with, ready for JSON: printers and jobs by id, and the farm."""
    return {
        "printers": {str(tile.id): asdict(tile) for tile in printer_tiles()},
        "jobs": {str(row.id): asdict(row) for row in job_rows()},
        "farm": farm_state(),
    }


def farm_state() -> dict[str, Any]:
    """Whether the farm gives jobs to printers, and why not."""
    switch = FarmSwitch.objects.first()
    if switch is None:
        return {"dispatching": True, "reason": "", "by": ""}
    return {"dispatching": switch.dispatching, "reason": switch.reason, "by": switch.by}


def printer_tiles(ids: Collection[int] | None = None) -> list[PrinterTile]:
    """The tiles of these printers, or of all that are not retired, by name.

    Always the same number of queries, however many printers there are.
    """
    now, printers = clock.now(), list(_printers(ids))
    made = _left_on_beds(printers)
    return [_tile(printer, now, made) for printer in printers]


def _printers(ids: Collection[int] | None) -> QuerySet[Printer]:
    found = Printer.objects.select_related("profile", "group", "observation").defer("api_key")
    retired = Q(service=Service.RETIRED)
    found = found.exclude(retired) if ids is None else found.filter(pk__in=ids)
    return found.order_by("name").prefetch_related(
        Prefetch("slots", Slot.objects.select_related("material").order_by("index")),
        Prefetch("runs", _open_runs(), to_attr="open_runs"),
        Prefetch(
            "occupancies", Occupancy.objects.filter(cleared_at=None), to_attr="open_occupancies"
        ),
    )


def _open_runs() -> QuerySet[PrintRun]:
    return _with_jobs(PrintRun.objects.filter(state__in=HOLDS_ITS_PRINTER))


def _left_on_beds(printers: list[Printer]) -> dict[int, PrintRun]:
    """The ended runs whose parts still lie on beds, by id."""
    beds = [_only(printer.open_occupancies) for printer in printers]  # type: ignore[attr-defined]
    return _with_jobs(PrintRun.objects.all()).in_bulk([b.run_id for b in beds if b and b.run_id])


def _with_jobs(runs: QuerySet[PrintRun]) -> QuerySet[PrintRun]:
    return (
        runs.select_related("job__gcode")
        .defer("job__gcode__metadata")
        .annotate(
            file_materials=KeyTransform("materials", "job__gcode__metadata"),
            file_tools=KeyTransform("tools", "job__gcode__metadata"),
        )
    )


def _tile(printer: Printer, now: datetime, made: Mapping[int, PrintRun]) -> PrinterTile:
    run = _only(printer.open_runs)  # type: ignore[attr-defined]
    occupancy = _only(printer.open_occupancies)  # type: ignore[attr-defined]
    shows = run or (made.get(occupancy.run_id) if occupancy else None)
    observation = getattr(printer, "observation", None)
    snapshot = observation.snapshot if observation else {}
    figures = figures_of(snapshot, _run_figures(run), now)
    shown = look_of(_seen(printer, run, snapshot, figures))
    return PrinterTile(
        **_of_printer(printer),
        **asdict(figures),
        look=shown.look,
        tone=shown.tone,
        ask=shown.ask,
        sentence=shown.sentence,
        occupancy=occupancy.pk if occupancy else None,
        run=run.pk if run else None,
        run_state=run.state if run else "",
        approval=run.approval if run else "",
        job=_job_tile(shows) if shows else None,
        seen_at=observation.at if observation else None,
        since=_since(shown, printer, run, occupancy),
        error=str(snapshot.get("error") or printer.link_error),
    )


def _only(rows: list[Any]) -> Any:
    return rows[0] if rows else None


def _of_printer(printer: Printer) -> dict[str, Any]:
    return {
        "id": printer.pk,
        "name": printer.name,
        "kind": printer.kind,
        "model": printer.profile.name,
        "group": printer.group.name if printer.group else "",
        "link": printer.link,
        "link_since": printer.link_since,
        "activity": printer.activity,
        "bed": printer.bed,
        "service": printer.service,
        "service_reason": printer.service_reason,
        "trial_runs_left": printer.trial_runs_left,
        "materials": tuple(_loaded(slot) for slot in printer.slots.all()),
    }


def _loaded(slot: Slot) -> tuple[str, str]:
    return (slot.material.code if slot.material else "", slot.colour)


def _run_figures(run: PrintRun | None) -> Mapping[str, Any] | None:
    return {name: getattr(run, name) for name in RUN_FIGURES} if run else None


def _seen(
    printer: Printer,
    run: PrintRun | None,
    snapshot: Mapping[str, Any],
    figures: Figures,
) -> Seen:
    of_run = (
        {"run_state": run.state, "approval": run.approval, "first_layer": run.first_layer}
        if run
        else {}
    )
    return Seen(
        link=printer.link,
        activity=printer.activity,
        bed=printer.bed,
        service=printer.service,
        service_reason=printer.service_reason,
        loaded=any(slot.material_id for slot in printer.slots.all()),
        filament_present=snapshot.get("filament_present"),
        nozzle_c=figures.nozzle_c,
        nozzle_target_c=figures.nozzle_target_c,
        progress=run.progress if run else None,
        error=str(snapshot.get("error") or ""),
        **of_run,
    )


def _job_tile(run: PrintRun) -> JobTile:
    job: Job = run.job
    in_file = file_material(run.file_materials, run.file_tools)  # type: ignore[attr-defined]
    return JobTile(
        id=job.pk,
        name=job.name,
        lane=job.lane,
        priority=job.priority,
        material=", ".join(job.materials) or in_file,
        colour=job.colours[0] if job.colours else "",
        quantity=job.quantity,
        good=job.good,
        gcode_id=job.gcode_id,
        has_thumbnail=job.gcode.has_thumbnail,
        parts=run.parts,
    )


def _since(
    shown: Shown, printer: Printer, run: PrintRun | None, occupancy: Occupancy | None
) -> datetime | None:
    if shown.look in {Look.OFFLINE, Look.UNAUTHORISED, Look.UNKNOWN}:
        return printer.link_since
    if run is not None:
        return run.state_since
    return occupancy.since if occupancy else None
