"""Carries out G-code on a make-believe Klipper printer, from the console and from files."""

import asyncio
import math
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from tests.peers.klippy_machine import BED_MM, COLD_C, GcodeError, Heater, Machine, Print

CLASSIC: Final = re.compile(r"[GMT]\d+(\.\d+)?$")
NAMED: Final = re.compile(r'(\w+)=("[^"]*"|\S+)')
ALLOWED_WHEN_DOWN: Final = {"RESTART", "FIRMWARE_RESTART", "M112", "STATUS", "M105", "M115"}
IGNORED: Final = {"M84", "M18", "M400", "M204", "M220", "M221", "M201", "M203", "M205", "G21"}
CLOSE_ENOUGH_C: Final = 2.0
Words = Mapping[str, str]
Order = Callable[[Words, str], Awaitable[None]]


class Interpreter:
    """One printer's G-code; a running command holds `turn`, others wait for it as in Klipper."""

    def __init__(self, machine: Machine, speed: float, restart: Callable[[bool], None]) -> None:
        self.machine = machine
        self.speed = speed
        self.restart = restart
        self.turn = asyncio.Lock()
        self.job: asyncio.Task[None] | None = None
        self.failing: tuple[str, str] | None = None
        """The next line of a file that holds the first text fails with the second."""

    async def run(self, script: str) -> None:
        """Carries out each line; raises GcodeError at the first one refused."""
        async with self.turn:
            for line in script.split("\n"):
                await self._line(line)

    async def _line(self, raw: str) -> None:
        line = raw.split(";", 1)[0].strip()
        if not line:
            return
        name = line.split()[0].upper()
        if self.machine.state != "ready" and name not in ALLOWED_WHEN_DOWN:
            raise GcodeError(self.machine.message.strip())
        order: Order | None = getattr(self, f"do_{name.lower()}", None)
        if order:
            await order(_words(name, line), line)
        elif name not in IGNORED:
            self.machine.say(f'// Unknown command:"{name}"')

    async def _take(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)

    # Moving

    async def do_g28(self, words: Words, line: str) -> None:
        await self._take(4)
        self.machine.motion.homed = "xyz"
        self.machine.motion.position[:3] = [0.0, 0.0, 0.0]

    async def do_g90(self, words: Words, line: str) -> None:
        self.machine.motion.absolute = True

    async def do_g91(self, words: Words, line: str) -> None:
        self.machine.motion.absolute = False

    async def do_m82(self, words: Words, line: str) -> None:
        self.machine.motion.absolute_e = True

    async def do_m83(self, words: Words, line: str) -> None:
        self.machine.motion.absolute_e = False

    async def do_g92(self, words: Words, line: str) -> None:
        for index, axis in enumerate("XYZE"):
            if axis in words:
                self.machine.motion.position[index] = float(words[axis])

    async def do_g4(self, words: Words, line: str) -> None:
        await self._take(float(words.get("P", 0)) / 1000 + float(words.get("S", 0)))

    async def do_g0(self, words: Words, line: str) -> None:
        await self.do_g1(words, line)

    async def do_g1(self, words: Words, line: str) -> None:
        motion = self.machine.motion
        motion.feed = float(words.get("F", motion.feed))
        target = self._target(words)
        extruded = self._extruded(words)
        if set(words) & set("XYZ"):
            self._check_reach(target)
        length = math.dist(target, motion.position[:3]) or abs(extruded)
        motion.position[:] = [*target, motion.position[3] + extruded]
        self.machine.current.filament_mm += extruded
        await self._take(length / max(motion.feed / 60, 0.01))

    def _target(self, words: Words) -> list[float]:
        motion = self.machine.motion
        return [
            float(words[axis]) + (0 if motion.absolute else old) if axis in words else old
            for axis, old in zip("XYZ", motion.position[:3], strict=True)
        ]

    def _extruded(self, words: Words) -> float:
        if "E" not in words:
            return 0.0
        if self.machine.heaters["extruder"].celsius < COLD_C:
            raise GcodeError(
                "Extrude below minimum temp\nSee the 'min_extrude_temp' config option for details"
            )
        motion = self.machine.motion
        absolute = motion.absolute and motion.absolute_e
        return float(words["E"]) - (motion.position[3] if absolute else 0)

    def _check_reach(self, target: list[float]) -> None:
        place = "{:.3f} {:.3f} {:.3f} [{:.3f}]".format(*target, self.machine.motion.position[3])
        if self.machine.motion.homed != "xyz":
            raise GcodeError(f"Must home axis first: {place}")
        low, high = (0.0, 0.0, -2.0), BED_MM
        if any(not low[i] <= target[i] <= high[i] for i in range(3)):
            raise GcodeError(f"Move out of range: {place}")

    # Heating

    def _heat(self, name: str, celsius: str) -> Heater:
        heater, target = self.machine.heaters[name], float(celsius)
        if not 0 <= target <= heater.max_c:
            raise GcodeError(
                f"Requested temperature ({target:.1f}) out of range (0.0:{heater.max_c:.1f})"
            )
        heater.target = target
        return heater

    async def _await_heat(self, heater: Heater) -> None:
        while heater.target and heater.read_c < heater.target - CLOSE_ENOUGH_C:
            if self.machine.state != "ready":
                raise GcodeError("Printer is shutdown")
            await asyncio.sleep(0.05)

    async def do_m104(self, words: Words, line: str) -> None:
        self._heat("extruder", words.get("S", "0"))

    async def do_m140(self, words: Words, line: str) -> None:
        self._heat("heater_bed", words.get("S", "0"))

    async def do_m109(self, words: Words, line: str) -> None:
        await self._await_heat(self._heat("extruder", words.get("S", words.get("R", "0"))))

    async def do_m190(self, words: Words, line: str) -> None:
        await self._await_heat(self._heat("heater_bed", words.get("S", words.get("R", "0"))))

    async def do_set_heater_temperature(self, words: Words, line: str) -> None:
        self._heat(words["HEATER"], words.get("TARGET", "0"))

    async def do_turn_off_heaters(self, words: Words, line: str) -> None:
        self.machine.cool()

    async def do_m106(self, words: Words, line: str) -> None:
        self.machine.fan = float(words.get("S", 255)) / 255

    async def do_m107(self, words: Words, line: str) -> None:
        self.machine.fan = 0.0

    # Telling

    async def do_m117(self, words: Words, line: str) -> None:
        self.machine.shown = line[4:].strip() or None

    async def do_m73(self, words: Words, line: str) -> None:
        if "P" in words:
            self.machine.told_progress = float(words["P"]) / 100

    async def do_set_print_stats_info(self, words: Words, line: str) -> None:
        job = self.machine.current
        if "TOTAL_LAYER" in words:
            job.layers = int(words["TOTAL_LAYER"]) or None
            job.layer = 0 if job.layers else None
        if "CURRENT_LAYER" in words and job.layers is not None:
            job.layer = min(int(words["CURRENT_LAYER"]), job.layers)

    # Restarting

    async def do_m112(self, words: Words, line: str) -> None:
        self.shut_down("Shutdown due to M112 command")

    async def do_restart(self, words: Words, line: str) -> None:
        self.restart(False)

    async def do_firmware_restart(self, words: Words, line: str) -> None:
        self.restart(True)

    def shut_down(self, reason: str) -> None:
        """Stops the print and the printer; only a firmware restart helps."""
        self._end_job()
        self.machine.shut_down(reason)

    # Printing

    async def do_sdcard_print_file(self, words: Words, line: str) -> None:
        if self.job and not self.machine.paused:
            raise GcodeError("SD busy")
        name = re.search(r'FILENAME=("[^"]*"|.*)$', line, re.IGNORECASE)
        self._load((name[1] if name else "").strip('"').lstrip("/"))
        self._go()

    async def do_sdcard_reset_file(self, words: Words, line: str) -> None:
        self._end_job()
        self.machine.current = Print()

    async def do_pause(self, words: Words, line: str) -> None:
        if self.machine.paused:
            self.machine.say("// Print already paused")
            return
        self.halt()

    async def do_resume(self, words: Words, line: str) -> None:
        if not self.machine.paused:
            self.machine.say("!! Print is not paused, resume aborted")
            return
        self.machine.paused = False
        if self.machine.current.path:
            self._go()
        self.machine.say("// action:resumed")

    async def do_cancel_print(self, words: Words, line: str) -> None:
        self.machine.say("// action:cancel")
        self.machine.paused = False
        self._end_job()
        if self.machine.current.path:
            self.machine.current.finish("cancelled")
        self.machine.current.unload()
        self.machine.cool()

    async def do_clear_pause(self, words: Words, line: str) -> None:
        self.machine.paused = False

    def halt(self) -> None:
        """Pauses the print, if there is one; the printer counts as paused in any case."""
        self.machine.paused = True
        if self.job and self.machine.current.state == "printing":
            self.machine.current.halt()
            self._end_job()
        self.machine.say("// action:paused")

    def _load(self, name: str) -> None:
        path = (self.machine.gcodes / name).resolve()
        self._end_job()
        self.machine.current = Print()
        self.machine.told_progress = None
        if not path.is_relative_to(self.machine.gcodes.resolve()) or not path.is_file():
            raise GcodeError("Unable to open file")
        self.machine.current = Print(filename=name, path=path, size=path.stat().st_size)

    def _go(self) -> None:
        self.machine.current.go()
        self.job = asyncio.create_task(self._print(self.machine.current))

    def _end_job(self) -> None:
        job, self.job = self.job, None
        if job and job is not asyncio.current_task():
            job.cancel()

    async def _print(self, job: Print) -> None:
        me = asyncio.current_task()
        try:
            for raw in (job.path.read_bytes() if job.path else b"")[job.position :].splitlines(
                True
            ):
                await self._print_line(raw.decode(errors="replace"))
                job.position += len(raw)
                if self.job is not me:
                    return
                await asyncio.sleep(0)
            self.machine.say("Done printing file")
            self._close(job, "complete")
        except GcodeError as error:
            if self.job is me:
                self.machine.say(f"!! {str(error).splitlines()[0]}")
                self.machine.cool()
                self._close(job, "error", str(error))

    async def _print_line(self, line: str) -> None:
        if self.failing and self.failing[0] in line:
            (_, reason), self.failing = self.failing, None
            raise GcodeError(reason)
        async with self.turn:
            await self._line(line)

    def _close(self, job: Print, state: str, message: str = "") -> None:
        self.job = None
        job.finish(state, message)
        job.path = None


def _words(name: str, line: str) -> dict[str, str]:
    if CLASSIC.match(name):
        return {word[0].upper(): word[1:] for word in line.split()[1:]}
    return {key.upper(): value.strip('"') for key, value in NAMED.findall(line)}
