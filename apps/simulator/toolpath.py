"""What a G-code file does over time: bytes read, heights, temperatures wanted, pauses."""

import math
import mmap
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from apps.simulator.estimate import estimated_s

HOMING_S = 8.0
LEVELLING_S = 20.0
DEFAULT_FEED_MM_MIN = 1500.0
TABLE_STEP_S = 0.5
OPAQUE_BYTES_PER_S = 400.0
"""Pace of a file in which no move can be read (binary G-code)."""
INCH_MM = 25.4

LINE = re.compile(
    rb"^[ \t]*(?:N\d+[ \t]*)?(?:"
    rb"([GMT])(\d+)(?:\.\d+)?([^;\r\n]*)"
    rb"|(;LAYER_CHANGE|;LAYER:|;[ ]CHANGE_LAYER)"
    rb"|(SET_PRINT_STATS_INFO|START_PRINT|PRINT_START|PAUSE)\b([^;\r\n]*)"
    rb")",
    re.MULTILINE | re.IGNORECASE,
)
WORD = re.compile(rb"([A-Za-z])[ \t]*([-+]?(?:\d+\.?\d*|\.\d+))")
ARGUMENT = re.compile(rb"([A-Z_]+)=([-+]?\d+\.?\d*)", re.IGNORECASE)


class StepKind(StrEnum):
    """What happens at one moment of a file."""

    NOZZLE = "nozzle"
    BED = "bed"
    WAIT_NOZZLE = "wait_nozzle"
    WAIT_BED = "wait_bed"
    PAUSE = "pause"
    FILAMENT_CHANGE = "filament_change"
    PERCENT = "percent"
    TOTAL_LAYER = "total_layer"
    CURRENT_LAYER = "current_layer"


class Step(NamedTuple):
    """One thing other than a move; `at_s` counts moving time only, `value` is its argument."""

    at_s: float
    kind: StepKind
    value: float


@dataclass(frozen=True, slots=True)
class Toolpath:
    """A file over its moving time (seconds, waiting for heaters left out)."""

    size: int
    duration_s: float
    first_extrusion_s: float
    layers: int
    steps: tuple[Step, ...]
    times: "array[float]"
    offsets: "array[int]"
    heights: "array[float]"
    extruded: "array[float]"

    def offset_at(self, moved_s: float) -> int:
        """Bytes of the file read after `moved_s` seconds of moving."""
        return int(self._between(self.offsets, moved_s))

    def height_at(self, moved_s: float) -> float:
        return round(self._between(self.heights, moved_s), 3)

    def extruded_at(self, moved_s: float) -> float:
        """Millimetres of filament pushed so far."""
        return round(self._between(self.extruded, moved_s), 2)

    def _between(self, column: "array[float] | array[int]", moved_s: float) -> float:
        right = bisect_right(self.times, moved_s)
        if right == 0:
            return float(column[0])
        if right == len(self.times):
            return float(column[-1])
        start, end = self.times[right - 1], self.times[right]
        share = (moved_s - start) / (end - start)
        return column[right - 1] + share * (column[right] - column[right - 1])


def read_toolpath(path: Path) -> Toolpath:
    """Read a file once; memory grows with its duration, not with its size.

    Moving time is distance over feed rate, without acceleration; where the slicer wrote its
    own estimate (PrusaSlicer family, Cura), the whole is stretched to that, which is the more
    realistic of the two.
    """
    size = path.stat().st_size
    if size == 0:
        return _Reader().result(0, None)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        reader = _Reader()
        for match in LINE.finditer(data):
            reader.take(match)
        return reader.result(size, estimated_s(data))


@dataclass(slots=True)
class _Reader:
    """Walks the commands of one file and keeps the table."""

    now_s: float = 0.0
    feed: float = DEFAULT_FEED_MM_MIN
    unit: float = 1.0
    absolute: bool = True
    absolute_e: bool = True
    position: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0, 0.0])
    pushed: float = 0.0
    first_extrusion_s: float | None = None
    layers: int = 0
    last_offset: int = 0
    steps: list[Step] = field(default_factory=list)
    times: "array[float]" = field(default_factory=lambda: array("d", [0.0]))
    offsets: "array[int]" = field(default_factory=lambda: array("q", [0]))
    heights: "array[float]" = field(default_factory=lambda: array("d", [0.0]))
    extruded: "array[float]" = field(default_factory=lambda: array("d", [0.0]))

    def take(self, match: "re.Match[bytes]") -> None:
        letter, number, rest, layer, macro, arguments = match.groups()
        if letter is not None:
            command = COMMANDS.get((letter.upper(), int(number)))
            if command is not None:
                command(self, rest)
        elif layer is not None:
            self.layers += 1
        else:
            self._macro(macro.upper(), arguments)
        self.last_offset = match.end()
        if self.now_s - self.times[-1] >= TABLE_STEP_S:
            self._row(match.end())

    def result(self, size: int, estimate_s: float | None) -> Toolpath:
        if self.now_s == 0.0 and size:
            self.now_s = estimate_s or size / OPAQUE_BYTES_PER_S
        if self.now_s > self.times[-1]:
            self._row(self.last_offset or size)
        scale = self._scale(estimate_s)
        first_s = self.now_s if self.first_extrusion_s is None else self.first_extrusion_s
        return Toolpath(
            size=size,
            duration_s=self.now_s * scale,
            first_extrusion_s=first_s * scale,
            layers=self.layers,
            steps=tuple(step._replace(at_s=step.at_s * scale) for step in self.steps),
            times=array("d", (time * scale for time in self.times)),
            offsets=self.offsets,
            heights=self.heights,
            extruded=self.extruded,
        )

    def move(self, rest: bytes) -> None:
        before = list(self.position)
        for letter, number in WORD.findall(rest):
            self._word(letter, float(number))
        dx, dy, dz, de = (new - old for new, old in zip(self.position, before, strict=True))
        distance = math.sqrt(dx * dx + dy * dy + dz * dz)
        if de > 0:
            self.pushed += de
            if distance and self.first_extrusion_s is None:
                self.first_extrusion_s = self.now_s
        self.now_s += (distance or abs(de)) * 60 / self.feed

    def dwell(self, rest: bytes) -> None:
        words = _words(rest)
        self.now_s += words.get(b"S", 0.0) + words.get(b"P", 0.0) / 1000

    def set_position(self, rest: bytes) -> None:
        for letter, number in WORD.findall(rest):
            axis = AXES.get(letter.upper())
            if axis is not None:
                self.position[axis] = float(number) * self.unit

    def heat(self, rest: bytes, *kinds: StepKind) -> None:
        words = _words(rest)
        target = words.get(b"S", words.get(b"R"))
        if target is not None:
            for kind in kinds:
                self.step(kind, target)

    def percent(self, rest: bytes) -> None:
        value = _words(rest).get(b"P")
        if value is not None:
            self.step(StepKind.PERCENT, value)

    def step(self, kind: StepKind, value: float = 0.0) -> None:
        self.steps.append(Step(self.now_s, kind, value))

    def spend(self, seconds: float) -> None:
        self.now_s += seconds

    def _word(self, letter: bytes, number: float) -> None:
        upper = letter.upper()
        if upper == b"F":
            self.feed = number * self.unit or self.feed
            return
        axis = AXES.get(upper)
        if axis is None:
            return
        absolute = self.absolute_e if axis == E_AXIS else self.absolute
        self.position[axis] = number * self.unit + (0.0 if absolute else self.position[axis])

    def _macro(self, name: bytes, arguments: bytes) -> None:
        values = {key.upper(): float(number) for key, number in ARGUMENT.findall(arguments)}
        if name == b"PAUSE":
            self.step(StepKind.PAUSE)
        elif name == b"SET_PRINT_STATS_INFO":
            for key, kind in STATS_ARGUMENTS.items():
                if key in values:
                    self.step(kind, values[key])
        else:
            self._start_macro(values)

    def _start_macro(self, values: dict[bytes, float]) -> None:
        bed = values.get(b"BED", values.get(b"BED_TEMP"))
        nozzle = values.get(b"EXTRUDER", values.get(b"EXTRUDER_TEMP"))
        if bed is not None:
            self.step(StepKind.WAIT_BED, bed)
        if nozzle is not None:
            self.step(StepKind.WAIT_NOZZLE, nozzle)
        self.spend(HOMING_S)

    def _row(self, offset: int) -> None:
        self.times.append(self.now_s)
        self.offsets.append(offset)
        self.heights.append(self.position[Z_AXIS])
        self.extruded.append(self.pushed)

    def _scale(self, estimate_s: float | None) -> float:
        """Stretch to a believable estimate only: within a factor of ten of the computed time."""
        if not estimate_s or not self.now_s:
            return 1.0
        scale = estimate_s / self.now_s
        return scale if 0.1 <= scale <= 10 else 1.0


Z_AXIS, E_AXIS = 2, 3
AXES = {b"X": 0, b"Y": 1, b"Z": Z_AXIS, b"E": E_AXIS}
STATS_ARGUMENTS = {
    b"TOTAL_LAYER": StepKind.TOTAL_LAYER,
    b"CURRENT_LAYER": StepKind.CURRENT_LAYER,
}


def _words(rest: bytes) -> dict[bytes, float]:
    return {letter.upper(): float(number) for letter, number in WORD.findall(rest)}


def _set(name: str, value: bool | float) -> Callable[[_Reader, bytes], None]:
    return lambda reader, _: setattr(reader, name, value)


def _heats(*kinds: StepKind) -> Callable[[_Reader, bytes], None]:
    return lambda reader, rest: reader.heat(rest, *kinds)


def _stops(kind: StepKind) -> Callable[[_Reader, bytes], None]:
    return lambda reader, _: reader.step(kind)


def _takes(seconds: float) -> Callable[[_Reader, bytes], None]:
    return lambda reader, _: reader.spend(seconds)


COMMANDS: dict[tuple[bytes, int], Callable[[_Reader, bytes], None]] = {
    **{(b"G", number): _Reader.move for number in (0, 1, 2, 3)},
    (b"G", 4): _Reader.dwell,
    (b"G", 20): _set("unit", INCH_MM),
    (b"G", 21): _set("unit", 1.0),
    (b"G", 28): _takes(HOMING_S),
    (b"G", 29): _takes(LEVELLING_S),
    (b"G", 80): _takes(LEVELLING_S),
    (b"G", 90): _set("absolute", True),
    (b"G", 91): _set("absolute", False),
    (b"G", 92): _Reader.set_position,
    (b"M", 0): _stops(StepKind.PAUSE),
    (b"M", 1): _stops(StepKind.PAUSE),
    (b"M", 601): _stops(StepKind.PAUSE),
    (b"M", 600): _stops(StepKind.FILAMENT_CHANGE),
    (b"M", 73): _Reader.percent,
    (b"M", 82): _set("absolute_e", True),
    (b"M", 83): _set("absolute_e", False),
    (b"M", 104): _heats(StepKind.NOZZLE),
    (b"M", 109): _heats(StepKind.WAIT_NOZZLE),
    (b"M", 140): _heats(StepKind.BED),
    (b"M", 190): _heats(StepKind.WAIT_BED),
}
