"""Gathers from the tables what the checks look at; nothing is asked over the network here."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Prefetch

from apps.core import clock
from apps.jobs.models import Job
from apps.jobs.requirements import metadata_of
from apps.materials.models import Material
from apps.preflight.facts import Bed, Facts, Machine, SlotLoad, Wanted, wanted_from
from apps.printers.models import Calibration, Observation, Printer, PrinterProfile, Slot
from apps.printers.states import Service


def facts_of(job: Job, printer: Printer) -> Facts:
    """Everything about this pair, as stored now."""
    fresh = machines([printer.pk])[printer.pk]
    return Facts(wanted=wanted_of(job, enclosed_materials()), machine=fresh, now=clock.now())


def enclosed_materials() -> frozenset[str]:
    """The codes of the materials that need an enclosure."""
    codes = Material.objects.filter(needs_enclosure=True).values_list("code", flat=True)
    return frozenset(codes)


def wanted_of(job: Job, enclosed: frozenset[str]) -> Wanted:
    """What the job needs: what it asks for itself, else what its file says.

    `enclosed` are the materials that need an enclosure.
    """
    wanted = wanted_from(
        metadata_of(job.gcode),
        size_bytes=job.gcode.size,
        models=tuple(job.profiles),
        materials=tuple(job.materials),
        colours=tuple(job.colours),
        nozzle_mm=job.nozzle_mm,
    )
    return replace(wanted, needs_enclosure=not enclosed.isdisjoint(wanted.materials))


def machines(ids: list[int] | None = None) -> dict[int, Machine]:
    """Every printer in service (or those with `ids`) as the checks see it, by id; four queries."""
    rows = Printer.objects.select_related("profile").prefetch_related(
        Prefetch("slots", Slot.objects.select_related("material", "spool"))
    )
    rows = rows.filter(pk__in=ids) if ids is not None else rows.exclude(service=Service.RETIRED)
    printers = list(rows)
    keys = [printer.pk for printer in printers]
    seen = Observation.objects.in_bulk(keys)
    levels = dict(
        Calibration.objects.filter(printer__in=keys, kind=Calibration.LEVEL)
        .values_list("printer")
        .annotate(Max("at"))
    )
    return {p.pk: _machine(p, seen.get(p.pk), levels.get(p.pk)) for p in printers}


def _machine(printer: Printer, seen: Observation | None, level: datetime | None) -> Machine:
    profile = printer.profile
    snapshot: dict[str, Any] = seen.snapshot if seen else {}
    identity: dict[str, Any] = seen.identity if seen else {}
    return Machine(
        profile=profile.code,
        model=profile.name,
        slicer_models=tuple(profile.slicer_models),
        flavours=tuple(profile.flavours),
        bed=_bed(profile),
        bed_told=_bed_told(identity),
        nozzle_mm=printer.own_nozzle_mm,
        nozzle_told_mm=identity.get("nozzle_mm"),
        max_nozzle_c=profile.max_nozzle_c,
        max_bed_c=profile.max_bed_c,
        has_enclosure=profile.has_enclosure,
        slots=tuple(_slot(slot) for slot in printer.slots.all()),
        filament_present=snapshot.get("filament_present"),
        level_checked_at=level,
        level_valid_for=timedelta(days=profile.level_valid_days),
        bed_state=printer.bed,
        link=printer.link,
        activity=printer.activity,
        service=printer.service,
        free_bytes=identity.get("free_bytes"),
    )


def _bed(profile: PrinterProfile) -> Bed:
    return Bed(
        width_mm=profile.bed_width_mm,
        depth_mm=profile.bed_depth_mm,
        height_mm=profile.height_mm,
        origin_x_mm=profile.origin_x_mm,
        origin_y_mm=profile.origin_y_mm,
    )


def _bed_told(identity: dict[str, Any]) -> Bed | None:
    """Only a host that tells all three dimensions tells a bed."""
    sizes = [identity.get(name) for name in ("bed_width_mm", "bed_depth_mm", "height_mm")]
    if not all(sizes):
        return None
    width, depth, height = (float(size or 0) for size in sizes)
    return Bed(width_mm=width, depth_mm=depth, height_mm=height)


def _slot(slot: Slot) -> SlotLoad:
    return SlotLoad(
        material=slot.material.code if slot.material else None,
        colour=slot.colour or None,
        grams_left=slot.spool.remaining_g if slot.spool else None,
    )
