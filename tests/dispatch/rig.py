"""A small farm in one thread with a clock that only the test moves."""

from contextlib import suppress
from typing import Any

import time_machine

from apps.dispatch import cleanup, dispatcher, stepping, sweeping
from apps.dispatch.models import PrintRun
from apps.dispatch.states import RunState
from apps.events.models import OutboxEvent
from apps.jobs.models import Job
from apps.printers.bed import clear_bed, current_occupancy
from apps.printers.models import Printer
from apps.printers.port import MachineError
from apps.printers.states import Service
from apps.telemetry.observing import look_now
from tests.builders import TESTER, a_gcode, a_job, a_printer
from tests.machine import FakeMachine, Machines


def a_ready_printer(name: str = "", **fields: Any) -> Printer:
    """A printer that passes every check of the machine itself."""
    return a_printer(name, **fields)


def a_ready_job(name: str = "", *, metadata: dict[str, Any] | None = None, **fields: Any) -> Job:
    """A queued job whose file passes every check."""
    return a_job(name, gcode=a_gcode(metadata=metadata), **fields)


class Rig:
    """Does what the worker, the sweep and the poller do, one thing after the other."""

    def __init__(self, machines: Machines, clock: time_machine.Traveller) -> None:
        self.machines = machines
        self.clock = clock

    def machine(self, printer: Printer) -> FakeMachine:
        """The machine behind a printer."""
        return self.machines.by_url.setdefault(printer.url, FakeMachine())

    def run(self, job: Job | None = None, printer: Printer | None = None) -> PrintRun:
        """A fresh run of one ready job on one ready printer, claimed by the dispatcher."""
        job = job or a_ready_job()
        printer = printer or a_ready_printer()
        assert dispatcher.dispatch_once() == 1
        return PrintRun.objects.select_related("job", "printer", "gcode").get(
            job=job, printer=printer
        )

    def step(self, run: PrintRun) -> str:
        """The step of the run's state; returns the state it is in then."""
        if PrintRun.objects.get(pk=run.pk).state == RunState.TRANSFERRING:
            stepping.transfer(run.pk)
        else:
            stepping.step(run.pk)
        run.refresh_from_db()
        return run.state

    def until(self, run: PrintRun, state: RunState, limit: int = 12, wait_s: float = 3) -> None:
        """Step the run until it is in `state`; the clock moves between two steps."""
        for _ in range(limit):
            run.refresh_from_db()
            if run.state == state:
                return
            self.step(run)
            self.clock.shift(wait_s)
        run.refresh_from_db()
        assert run.state == state

    def printing(self, job: Job | None = None, printer: Printer | None = None) -> PrintRun:
        """A run that was seen printing."""
        run = self.run(job, printer)
        self.until(run, RunState.PRINTING)
        self.look(run.printer)
        run.refresh_from_db()
        return run

    def look(self, printer: Printer) -> None:
        """One look of the poller."""
        with suppress(MachineError):
            look_now(Printer.objects.get(pk=printer.pk))

    def look_all(self) -> None:
        """One look at every printer."""
        for printer in Printer.objects.exclude(service=Service.RETIRED):
            self.look(printer)

    def fall_silent(self, printer: Printer) -> None:
        """The machine answers nobody until the farm calls it offline."""
        self.machine(printer).silent = True
        for _ in range(4):
            self.look(printer)
            self.clock.shift(25)
        printer.refresh_from_db()
        assert printer.link == "offline"

    def come_back(self, printer: Printer) -> None:
        """The machine answers again, often enough to count as online."""
        self.machine(printer).silent = False
        self.look(printer)
        self.look(printer)

    def sweep(self, wait_s: float = 2) -> None:
        """One round of the farm: dispatch, every due step, clean-up, looks; then time passes."""
        dispatcher.dispatch_once()
        for run_id, state in sweeping.due_runs():
            (stepping.transfer if state == RunState.TRANSFERRING else stepping.step)(run_id)
        for run_id in sweeping.leftovers():
            cleanup.clean_up(run_id)
        self.look_all()
        self.clock.shift(wait_s)

    def clear(self, printer: Printer) -> None:
        """Somebody takes the part off and says so."""
        occupancy = current_occupancy(printer)
        clear_bed(printer, occupancy.pk if occupancy else None, actor=TESTER)


def events(name: str) -> list[dict[str, Any]]:
    """The payloads of all recorded events with this name, oldest first."""
    return [event.payload for event in OutboxEvent.objects.filter(name=name).order_by("id")]
