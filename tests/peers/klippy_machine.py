"""The state of a make-believe Klipper printer, and what it reports as status objects."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

AMBIENT_C: Final = 22.0
COLD_C: Final = 170.0
SETTLE_S: Final = 0.5
"""So long after `ready` the sensors read nonsense, as on a real printer."""
BED_MM: Final = (220.0, 220.0, 250.0)
RESTART_ADVICE: Final = (
    '\nOnce the underlying issue is corrected, use the\n"FIRMWARE_RESTART" command to reset the'
    " firmware, reload the\nconfig, and restart the host software.\nPrinter is shutdown\n"
)
Status = dict[str, dict[str, Any]]


class GcodeError(Exception):
    """A command that the printer refuses, in Klipper's words."""


@dataclass(slots=True)
class Heater:
    """A heater of first order; `bias` is what its sensor reads off, `stuck` is one that is dead."""

    gain: float
    tau_s: float
    max_c: float
    celsius: float = AMBIENT_C
    target: float = 0.0
    power: float = 0.0
    bias: float = 0.0
    stuck: bool = False

    def step(self, seconds: float) -> None:
        """Lets the heat flow for so long."""
        wanted = (self.target - AMBIENT_C) / self.gain + (self.target - self.celsius) * 0.05
        self.power = max(0.0, min(1.0, wanted)) if self.target > 0 else 0.0
        goal = AMBIENT_C + (0.0 if self.stuck else self.gain * self.power)
        self.celsius += (goal - self.celsius) * (1 - math.exp(-seconds / self.tau_s))

    @property
    def read_c(self) -> float:
        """What the sensor says."""
        return self.celsius + self.bias


@dataclass(slots=True)
class Print:
    """One loaded file and how far it is; `path` is None once it is no longer loaded."""

    filename: str = ""
    path: Path | None = None
    size: int = 0
    position: int = 0
    state: str = "standby"
    message: str = ""
    filament_mm: float = 0.0
    layers: int | None = None
    layer: int | None = None
    started: float | None = None
    ended: float | None = None
    paused: float | None = None
    paused_s: float = 0.0

    def go(self) -> None:
        """Starts, or goes on after a pause."""
        now = time.monotonic()
        if self.started is None:
            self.started = now
        elif self.paused is not None:
            self.paused_s += now - self.paused
            self.paused = None
        self.state, self.message = "printing", ""

    def halt(self) -> None:
        """Pauses."""
        self.state, self.paused = "paused", time.monotonic()

    def finish(self, state: str, message: str = "") -> None:
        """Ends a print that was started; does nothing else."""
        if self.started is not None:
            self.state, self.message, self.ended = state, message, time.monotonic()

    def unload(self) -> None:
        """Takes the file away; name and outcome stay."""
        self.path, self.size, self.position = None, 0, 0

    @property
    def progress(self) -> float:
        """The part of the file that was read."""
        return self.position / self.size if self.size else 0.0

    @property
    def durations(self) -> tuple[float, float]:
        """Seconds since the start, and those of them not paused."""
        if self.started is None:
            return 0.0, 0.0
        end = self.ended or time.monotonic()
        idle = self.paused_s + (end - self.paused if self.paused is not None else 0.0)
        return end - self.started, max(0.0, end - self.started - idle)


@dataclass(slots=True)
class Motion:
    """Where the head is and how it reads coordinates."""

    position: list[float] = field(default_factory=lambda: [0.0] * 4)
    homed: str = ""
    absolute: bool = True
    absolute_e: bool = True
    feed: float = 1500.0


class Machine:
    """All that a restart resets, and the heat and filament that it does not."""

    def __init__(self, gcodes: Path) -> None:
        self.gcodes = gcodes
        self.heaters = {"extruder": Heater(320, 40, 300), "heater_bed": Heater(130, 60, 120)}
        self.filament = True
        self.listeners: list[Callable[[str], None]] = []
        self.next_error = ""
        self.reset()

    def reset(self) -> None:
        """As a starting Klipper is."""
        self.state, self.message = "startup", "Printer is not ready"
        self.ready_since = math.inf
        self.motion, self.current = Motion(), Print()
        self.paused = False
        self.fan = 0.0
        self.shown: str | None = None
        self.told_progress: float | None = None
        self.cool()

    def cool(self) -> None:
        """Turns all heaters off."""
        for heater in self.heaters.values():
            heater.target = 0.0

    def become_ready(self) -> None:
        """Ends the start: ready, or in the error that was asked for."""
        if self.next_error:
            self.state, self.message = "error", self.next_error
        else:
            self.state, self.message = "ready", "Printer is ready"
            self.ready_since = time.monotonic()

    def shut_down(self, reason: str) -> None:
        """Stops as the firmware does; a print then reads paused, as it mostly really does."""
        self.state, self.message = "shutdown", reason + RESTART_ADVICE
        self.cool()
        if self.current.state == "printing":
            self.current.halt()
        self.say("// Klipper state: Shutdown")

    def say(self, text: str) -> None:
        """Tells every client a line of the console."""
        for listener in self.listeners:
            listener(text)

    def status(self) -> Status:
        """All status objects, whole."""
        return {**self._print_status(), **self._heat_status(), **self._machine_status()}

    def _print_status(self) -> Status:
        job, (total_s, print_s) = self.current, self.current.durations
        told = self.told_progress
        return {
            "print_stats": {
                "filename": job.filename,
                "total_duration": total_s,
                "print_duration": print_s,
                "filament_used": job.filament_mm,
                "state": job.state,
                "message": job.message,
                "info": {"total_layer": job.layers, "current_layer": job.layer},
            },
            "virtual_sdcard": {
                "file_path": str(job.path) if job.path else None,
                "progress": job.progress,
                "is_active": job.state == "printing" and job.path is not None,
                "file_position": job.position,
                "file_size": job.size,
            },
            "pause_resume": {"is_paused": self.paused},
            "display_status": {
                "progress": job.progress if told is None else told,
                "message": self.shown,
            },
            "idle_timeout": {
                "state": "Printing" if job.state == "printing" else "Ready",
                "printing_time": print_s,
            },
        }

    def _heat_status(self) -> Status:
        settled = time.monotonic() > self.ready_since + SETTLE_S
        told: Status = {
            name: {
                "temperature": round(heater.read_c, 2) if settled else 0.0,
                "target": heater.target,
                "power": round(heater.power, 3),
            }
            for name, heater in self.heaters.items()
        }
        names = list(self.heaters)
        told["extruder"]["can_extrude"] = self.heaters["extruder"].celsius >= COLD_C
        told["heaters"] = {"available_heaters": names, "available_sensors": names}
        told["fan"] = {"speed": self.fan, "rpm": None}
        told["filament_switch_sensor runout"] = {
            "filament_detected": self.filament and settled,
            "enabled": True,
        }
        return told

    def _machine_status(self) -> Status:
        motion = self.motion
        card = {"path": str(self.gcodes)}
        return {
            "webhooks": {"state": self.state, "state_message": self.message},
            "configfile": {
                "config": {"virtual_sdcard": card},
                "settings": {
                    "printer": {"kinematics": "cartesian"},
                    "virtual_sdcard": card,
                    "extruder": {"nozzle_diameter": 0.4, "max_temp": 300.0, "min_temp": 0.0},
                    "heater_bed": {"max_temp": 120.0},
                },
                "warnings": [],
            },
            "toolhead": {
                "homed_axes": motion.homed,
                "axis_minimum": [0.0, 0.0, -2.0, 0.0],
                "axis_maximum": [*BED_MM, 0.0],
                "extruder": "extruder",
                "position": list(motion.position),
            },
            "gcode_move": {
                "speed_factor": 1.0,
                "speed": motion.feed,
                "extrude_factor": 1.0,
                "absolute_coordinates": motion.absolute,
                "absolute_extrude": motion.absolute_e,
                "position": list(motion.position),
                "gcode_position": list(motion.position),
            },
        }
