"""Assignment: a snapshot of many jobs and printers against running the checks of each pair once."""

from datetime import UTC, datetime

from apps.dispatch.assignment import JobView, PrinterView, match
from apps.gcode.metadata import Box
from apps.preflight.facts import Bed, Facts, Machine, SlotLoad, Wanted
from apps.preflight.runner import run_checks
from bench.measuring import Row, compare, cpu_s

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MATERIALS = ("PLA", "PETG", "ASA", "TPU")


def rows() -> list[Row]:
    """One row for 100 jobs and 40 printers."""
    jobs = [_job(number) for number in range(100)]
    printers = [_printer(number) for number in range(40)]

    def checks() -> None:
        for job in jobs:
            for printer in printers:
                run_checks(Facts(wanted=job.wanted, machine=printer.machine, now=NOW))

    measure = cpu_s(checks)
    return [
        compare(
            "match 100 jobs and 40 printers",
            lambda: match(jobs, printers, NOW),
            "the checks of every pair once",
            measure,
        )
    ]


def _job(number: int) -> JobView:
    wanted = Wanted(
        models=("MK4",),
        flavour="marlin2",
        materials=(MATERIALS[number % 4],),
        nozzle_mm=0.4,
        extents=Box(100, 150, 100, 150, 0, 20),
        nozzle_max_c=215,
        bed_max_c=60,
        heats=True,
        homes=True,
    )
    lane = "express" if number % 5 == 0 else "standard"
    return JobView(id=number, wanted=wanted, lane=lane, priority=number % 100, age_h=number / 10)


def _printer(number: int) -> PrinterView:
    machine = Machine(
        profile="mk4",
        model="MK4",
        slicer_models=("MK4",),
        flavours=("marlin2",),
        bed=Bed(250, 210, 220),
        nozzle_mm=0.4,
        max_nozzle_c=290,
        max_bed_c=120,
        slots=(SlotLoad(MATERIALS[number % 4]),),
        level_checked_at=NOW,
        bed_state="clear",
        link="online",
        activity="idle",
    )
    return PrinterView(id=number, name=f"MK4-{number:02}", machine=machine, printed_h=number)
