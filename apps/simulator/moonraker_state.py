"""What a simulated Klipper reports: its own state and its printer objects."""

from typing import Any

from apps.simulator.job import Outcome, Phase, PrintJob, Result
from apps.simulator.machine import Machine
from apps.simulator.printer import Printer

DISCONNECTED_S = 0.8
STARTUP_S = 1.6
SETTLED_S = 2.4
"""Real seconds after a restart: until then no answer, starting, sensors read nonsense."""
SHUTDOWN_ADVICE = (
    "\nOnce the underlying issue is corrected, use the\n"
    '"FIRMWARE_RESTART" command to reset the firmware, reload the\n'
    "config, and restart the host software.\nPrinter is shutdown\n"
)
SENSOR = "filament_switch_sensor runout"
STATES_OF_RESULTS = {
    Result.FINISHED: "complete",
    Result.CANCELLED: "cancelled",
    Result.ERROR: "paused",
}
"""A halt mid print mostly leaves `paused` behind (measured, Klipper 2026)."""


class Klipper:
    """The host process between Moonraker and the machine."""

    def __init__(self, printer: Printer) -> None:
        self.printer = printer
        self.is_paused = False
        self.last: Outcome | None = None
        self._seen: Outcome | None = printer.machine.outcome
        self._generation = printer.generation
        self._restarted_at = float("-inf")

    @property
    def machine(self) -> Machine:
        return self.printer.machine

    @property
    def job(self) -> PrintJob | None:
        """The print `print_stats` speaks of: running, else the last one."""
        if self.machine.job is not None:
            return self.machine.job
        return None if self.last is None else self.last.job

    def refresh(self) -> None:
        """Come up to now; take over what ended, and a power cycle."""
        self.machine.advance()
        if self._generation != self.printer.generation:
            self._generation = self.printer.generation
            self._come_up()
        if self.machine.outcome is not self._seen:
            self._seen = self.last = self.machine.outcome
            if self.last is not None and self.last.result is Result.CANCELLED:
                self.is_paused = False

    def restart(self) -> None:
        """FIRMWARE_RESTART: a running print is gone, an error is cleared."""
        self.machine.vanish()
        self._come_up()

    def forget_print(self) -> None:
        """SDCARD_RESET_FILE, and what a start of a missing file does too."""
        self.last = None

    def _come_up(self) -> None:
        self._restarted_at = self.machine.clock()
        self._seen = self.machine.outcome
        self.last = None
        self.is_paused = False

    @property
    def _up_s(self) -> float:
        return self.machine.clock() - self._restarted_at

    @property
    def connected(self) -> bool:
        return self._up_s >= DISCONNECTED_S

    @property
    def state(self) -> str:
        if not self.connected:
            return "disconnected"
        if self._up_s < STARTUP_S:
            return "startup"
        return "shutdown" if self.machine.error else "ready"

    @property
    def message(self) -> str:
        match self.state:
            case "shutdown":
                return self.machine.error + SHUTDOWN_ADVICE
            case "ready":
                return "Printer is ready"
        return "Printer is not ready\nThe klippy host software is attempting to connect."

    @property
    def print_state(self) -> str:
        if self.machine.job is not None:
            return "paused" if self.machine.phase is Phase.PAUSED else "printing"
        return "standby" if self.last is None else STATES_OF_RESULTS[self.last.result]

    def objects(self) -> dict[str, dict[str, Any]]:
        """Every printer object with all its fields."""
        settled = self._up_s >= SETTLED_S
        nozzle, bed = self.machine.nozzle, self.machine.bed
        return {
            "webhooks": {"state": self.state, "state_message": self.message},
            "print_stats": self._print_stats(),
            "virtual_sdcard": self._virtual_sdcard(),
            "pause_resume": {"is_paused": self.is_paused},
            "display_status": {"progress": self._progress(), "message": None},
            "idle_timeout": self._idle_timeout(),
            "toolhead": self._toolhead(),
            "extruder": _heater(nozzle.reading if settled else 0.0, nozzle.target),
            "heater_bed": _heater(bed.reading if settled else 0.0, bed.target),
            SENSOR: {
                "filament_detected": settled and self.machine.filament_present,
                "enabled": True,
            },
            "gcode_move": {"speed_factor": 1.0, "extrude_factor": 1.0, "speed": 1500.0},
            "fan": {"speed": 0.0, "rpm": None},
        }

    def _print_stats(self) -> dict[str, Any]:
        job = self.job
        return {
            "filename": "" if job is None else job.file.path,
            "total_duration": 0.0 if job is None else round(job.elapsed_s, 3),
            "print_duration": 0.0 if job is None else round(job.printing_s, 3),
            "filament_used": 0.0 if job is None else job.file.toolpath.extruded_at(job.moved_s),
            "state": self.print_state,
            "message": "",
            "info": {
                "total_layer": None if job is None else job.total_layer,
                "current_layer": None if job is None else job.current_layer,
            },
        }

    def _progress(self) -> float:
        """Cancelled is back at 0, complete is 1."""
        job = self.job
        if job is None or (self.last is not None and self.print_state == "cancelled"):
            return 0.0
        return 1.0 if self.print_state == "complete" else round(job.share, 6)

    def _virtual_sdcard(self) -> dict[str, Any]:
        job, progress = self.job, self._progress()
        size = 0 if job is None else job.file.toolpath.size
        loaded = job is not None and self.machine.job is not None
        return {
            "file_path": job.file.path if loaded and job is not None else None,
            "progress": progress,
            "is_active": loaded and self.machine.phase is not Phase.PAUSED,
            "file_position": int(progress * size),
            "file_size": size,
        }

    def _idle_timeout(self) -> dict[str, Any]:
        printing = self.machine.job is not None and self.machine.phase is not Phase.PAUSED
        return {"state": "Printing" if printing else "Ready", "printing_time": 0.0}

    def _toolhead(self) -> dict[str, Any]:
        job, model = self.machine.job, self.printer.spec.model
        height = 0.0 if job is None else job.file.toolpath.height_at(job.moved_s)
        return {
            "homed_axes": "xyz" if job is not None else "",
            "position": [0.0, 0.0, height, 0.0],
            "axis_minimum": [0.0, 0.0, 0.0, 0.0],
            "axis_maximum": [model.bed_width_mm, model.bed_depth_mm, model.height_mm, 0.0],
            "print_time": round(self.machine.simulated_s, 3),
            "extruder": "extruder",
        }


def _heater(temperature: float, target: float) -> dict[str, Any]:
    power = 0.4 if target else 0.0
    return {"temperature": temperature, "target": target, "power": power}
