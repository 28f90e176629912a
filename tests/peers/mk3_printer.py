"""A model of a Prusa MK3S behind its serial line: it heats, moves and answers G-code.

It knows as much of the firmware's dialect as PrusaLink for the Raspberry Pi needs to identify,
watch, print, pause, resume and stop. Heating and moving go `speed` times as fast as real.
"""

import json
import re
import time
from collections.abc import Callable
from typing import Final

from tests.peers.mk3_parts import AMBIENT_C, FIXED, MESH, SILENT, Heater, factory_memory, number

LOOK_AHEAD_S: Final = 0.3
SLICE_S: Final = 0.02
BUSY_BEAT_S: Final = 1.0
ATTENTION_BEAT_S: Final = 2.0
NUMBERED: Final = re.compile(r"N(-?\d+) ?(.*?)\*(\d+)$")


class Printer:
    """The machine; `say` takes whole lines for the serial line. `receive` blocks like it does."""

    def __init__(self, say: Callable[..., None], speed: float) -> None:
        self.say = say
        self.speed = speed
        self.memory = factory_memory()
        self.nozzle, self.bed = Heater(AMBIENT_C, 3.0), Heater(AMBIENT_C, 1.0)
        self.position = {"X": 0.0, "Y": 0.0, "Z": 0.15, "E": 0.0}
        self.absolute, self.feed = True, 1500.0
        self.planned_until = self.last_tick = time.monotonic()
        self.told_progress = (-1, -1, -1)
        self.report_s = self.next_report = 0.0
        self.attention, self.next_attention = False, 0.0
        self.last_number = 0
        self.unknown: set[str] = set()
        self.orders = self._orders()

    def _orders(self) -> dict[str, Callable[[str], None]]:
        return {
            "D3": self._read_or_write_memory,
            "M73": self._progress,
            "M155": self._report_each,
            "M105": lambda _: self.say(f"ok {self._temperatures()}"),
            "M104": lambda line: self._heat(self.nozzle, line),
            "M109": lambda line: self._heat(self.nozzle, line, wait=True),
            "M140": lambda line: self._heat(self.bed, line),
            "M190": lambda line: self._heat(self.bed, line, wait=True),
            "M110": self._renumber,
            "G90": lambda _: setattr(self, "absolute", True),
            "G91": lambda _: setattr(self, "absolute", False),
            "G92": self._set_position,
            "G28": self._home,
            "G4": self._dwell,
            "M400": lambda _: self._drain(),
            "G0": self._move,
            "G1": self._move,
            "M601": self._pause,
            "M25": self._pause,
            "M602": self._resume,
            "M603": self._stop,
            "M600": self._ask_for_filament,
            **{code: lambda _: self.say(*MESH) for code in ("G80", "G81", "M420")},
        }

    def receive(self, line: str) -> None:
        """Carries out one line, checked when numbered, then says ok."""
        numbered = NUMBERED.match(line)
        if numbered and not self._in_order(line, numbered):
            self.say(
                f"Error:checksum or line number, Last Line: {self.last_number}",
                f"Resend: {self.last_number + 1}",
                "ok",
            )
            return
        while self.attention and numbered:
            self._pass(SLICE_S)
        self._carry_out(numbered[2].strip() if numbered else line)
        self.say("ok")

    def _in_order(self, line: str, numbered: re.Match[str]) -> bool:
        checksum = 0
        for byte in line[: line.rindex("*")].encode():
            checksum ^= byte
        number, body = int(numbered[1]), numbered[2]
        if checksum != int(numbered[3]):
            return False
        if number != self.last_number + 1 and "M110" not in body:
            return False
        self.last_number = number
        return True

    def _carry_out(self, line: str) -> None:
        code = line.split(maxsplit=1)[0].upper() if line else ""
        if code == "PRUSA":
            self._tell_prusa(line[5:].strip())
        elif code in FIXED:
            self.say(*FIXED[code])
        elif code in {"M220", "M221"} and "S" not in line:
            self.say("100%")
        elif code in self.orders:
            self.orders[code](line)
        elif not SILENT.match(code):
            self.unknown.add(code)
            self.say(f'echo:Unknown command: ("{line}")')

    def _tell_prusa(self, what: str) -> None:
        if what.startswith("Fir"):
            self.say("3.14.1-8237")
        elif what.startswith("SN"):
            self.say("CZPX4720X004XC34242")

    # Time

    def tick(self) -> None:
        """Lets the time since the last tick pass, and reports what is due."""
        now = time.monotonic()
        seconds, self.last_tick = (now - self.last_tick) * self.speed, now
        self.nozzle.step(seconds)
        self.bed.step(seconds)
        if self.report_s and now >= self.next_report:
            self.next_report = now + self.report_s
            self._report()
        if self.attention and now >= self.next_attention:
            self.next_attention = now + ATTENTION_BEAT_S
            self.say("echo:busy: paused for user")

    def _pass(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds))
        self.tick()

    def _take(self, seconds: float) -> None:
        """Is busy for so long in the printer's own time, and says so each second."""
        end = time.monotonic() + seconds / self.speed
        self._wait_while(lambda: time.monotonic() < end, "echo:busy: processing")

    def _wait_while(self, condition: Callable[[], bool], beat: str) -> None:
        due = time.monotonic() + BUSY_BEAT_S
        while condition():
            self._pass(SLICE_S)
            if time.monotonic() > due:
                due += BUSY_BEAT_S
                self.say(beat)

    # Reports

    def _temperatures(self) -> str:
        nozzle = f"{self.nozzle.actual:.1f} /{self.nozzle.target:.1f}"
        bed = f"{self.bed.actual:.1f} /{self.bed.target:.1f}"
        return f"T:{nozzle} B:{bed} T0:{nozzle} @:0 B@:0 P:25.0 A:28.0"

    def _report(self) -> None:
        places = [f"{axis}:{value:.2f}" for axis, value in self.position.items()]
        counts = " ".join(places).replace("X:", "X: ")
        rpm = 4800 if self.nozzle.actual > 50 else 0
        self.say(
            self._temperatures(),
            f"{' '.join(places)} Count {counts}",
            f"E0:{rpm} RPM PRN1:{rpm} RPM E0@:100 PRN1@:100",
        )

    def _report_each(self, line: str) -> None:
        self.report_s, self.next_report = number(line, "S", 2.0), 0.0

    def _progress(self, line: str) -> None:
        percent = number(line, "P", -1)
        if percent >= 0:
            self.told_progress = (
                int(percent),
                int(number(line, "R", -1)),
                int(number(line, "C", -1)),
            )
        done, minutes, change = self.told_progress
        told = f"Percent done: {done}; print time remaining in mins: {minutes}"
        for mode in ("NORMAL", "SILENT"):
            self.say(f"{mode} MODE: {told}; Change in mins: {change}")

    # Orders

    def _read_or_write_memory(self, line: str) -> None:
        place = re.search(r"A(?:x)?([0-9a-fA-F]+)", line[2:])
        if not place:
            return
        start, count = int(place[1], 16), int(number(line, " C", 1))
        if written := re.search(r" X([0-9a-fA-F ]+)$", line):
            data = bytes.fromhex(written[1].replace(" ", ""))
            self.memory[start : start + len(data)] = data
            count = len(data)
        for row in range(start, start + count, 16):
            data = bytes(self.memory[row : min(start + count, row + 16)])
            self.say(f"{row:04x}  {data.hex(' ')}")

    def _renumber(self, line: str) -> None:
        self.last_number = int(number(line, " ?N", 0))

    def _heat(self, heater: Heater, line: str, wait: bool = False) -> None:
        heater.target = number(line, "[SR]", 0)
        while wait and heater.target and abs(heater.actual - heater.target) > 1:
            self._pass(SLICE_S)

    def _set_position(self, line: str) -> None:
        for axis, old in self.position.items():
            self.position[axis] = number(line, axis, old)

    def _home(self, _: str) -> None:
        self._drain()
        self._take(4)
        self.position.update(X=0.0, Y=0.0, Z=0.15)

    def _dwell(self, line: str) -> None:
        self._drain()
        self._take(number(line, "S", 0) or number(line, "P", 0) / 1000)

    def _move(self, line: str) -> None:
        """Plans a move, and waits when more is planned than the look-ahead holds."""
        self.feed = number(line, "F", self.feed)
        length = self._go(line) ** 0.5
        seconds = length / max(self.feed / 60, 1.0) / self.speed
        self.planned_until = max(self.planned_until, time.monotonic()) + seconds
        while time.monotonic() < self.planned_until - LOOK_AHEAD_S:
            self._pass(min(SLICE_S, self.planned_until - LOOK_AHEAD_S - time.monotonic()))

    def _go(self, line: str) -> float:
        """Sets the new position; the square of the length in mm."""
        square = 0.0
        for axis, old in self.position.items():
            relative = axis == "E" or not self.absolute
            new = old + number(line, axis, 0) if relative else number(line, axis, old)
            square += 0 if axis == "E" else (new - old) ** 2
            self.position[axis] = new
        return square

    def _drain(self) -> None:
        while time.monotonic() < self.planned_until:
            self._pass(SLICE_S)

    def _pause(self, _: str) -> None:
        self._drain()
        self._take(2)
        self.say("// action:paused")

    def _resume(self, _: str) -> None:
        self._take(2)
        self.say("// action:resumed")

    def _stop(self, _: str) -> None:
        self.planned_until = time.monotonic()
        self._take(1)
        self.nozzle.target = self.bed.target = 0
        self.say("// action:cancel")

    def _ask_for_filament(self, _: str) -> None:
        self._drain()
        self.attention = True
        while self.attention:
            self._pass(SLICE_S)

    # Faults

    def obey(self, order: str) -> str:
        """Injects the fault that `order` names; "status" tells how the printer is, as JSON."""
        word, _, value = order.partition(" ")
        faults: dict[str, Callable[[], None]] = {
            "attention": lambda: setattr(self, "attention", value == "on"),
            "runout": lambda: self.say("// action:pause"),
            "fan_error": lambda: self.say("Extruder fan speed is lower than expected"),
            "temp_error": self._overheat,
            "reset": self._reset,
            "speed": lambda: setattr(self, "speed", float(value)),
        }
        if word == "status":
            return self._status()
        if word not in faults:
            return "unknown"
        faults[word]()
        return "ok"

    def _overheat(self) -> None:
        self.say(
            "Error:0: Heaters switched off. MAXTEMP triggered!",
            "Error:Printer stopped due to errors. Fix the error and use M999 to restart."
            " (Temperature is reset. Set it after restarting)",
        )

    def _reset(self) -> None:
        self.last_number, self.report_s = 0, 0.0
        self.nozzle.target = self.bed.target = 0
        self.say("start")

    def _status(self) -> str:
        told = {
            "nozzle": [self.nozzle.actual, self.nozzle.target],
            "bed": [self.bed.actual, self.bed.target],
            "position": self.position,
            "attention": self.attention,
            "unknown": sorted(self.unknown),
        }
        return json.dumps(told)
