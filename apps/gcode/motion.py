"""Follows the head through a file: positions, extrusion, time and extents."""

import math

from apps.gcode import arcs
from apps.gcode.bounds import Bounds
from apps.gcode.layers import Layers

INCH_MM = 25.4
NAN = math.nan


class Motion:
    """The machine's position in millimetres; NaN until homed or set."""

    __slots__ = (
        *("e", "feed", "relative", "relative_e", "shift", "tool", "unit", "x", "y", "z"),
        *("bounds", "filament", "layers", "origin_moved", "prime", "seconds", "travel"),
    )

    def __init__(self, layers: Layers) -> None:
        self.x = self.y = self.z = NAN
        self.e, self.feed, self.unit = 0.0, 0.0, 1.0
        self.shift = [0.0, 0.0, 0.0]
        self.relative = self.relative_e = self.origin_moved = False
        self.tool = 0
        self.seconds = 0.0
        self.layers = layers
        self.filament: dict[int, float] = {}
        self.bounds, self.prime, self.travel = Bounds(), Bounds(), Bounds()

    def print_begins(self) -> None:
        """What was extruded so far was priming."""
        self.prime, self.bounds = self.bounds, Bounds()

    def home(self, axes: set[str]) -> None:
        for index, axis in enumerate("XYZ"):
            if axis in axes:
                setattr(self, axis.lower(), 0.0)
                self.shift[index] = 0.0

    def set_origin(self, words: dict[str, float]) -> None:
        """G92: the same place gets other coordinates."""
        if "E" in words:
            self.e = words["E"] * self.unit
        for index, axis in enumerate("XYZ"):
            if axis in words:
                here = getattr(self, axis.lower())
                self.shift[index] = (0.0 if here != here else here) - words[axis] * self.unit
                self.origin_moved |= abs(self.shift[index]) > 1e-6

    def move(self, words: dict[str, float], offset: int, end: int) -> bool:
        """G0 or G1; says whether material came out."""
        x, y, z = self._target(words)
        extruded = self._extrude(words)
        self._spend(self._length(x, y, z), extruded)
        planar = x != self.x or y != self.y
        self._go(x, y, z, planar, extruded, offset, end)
        return extruded > 0

    def arc(self, words: dict[str, float], clockwise: bool, offset: int, end: int) -> bool:
        """G2 or G3 in IJ or R form; says whether material came out."""
        x, y, z = self._target(words)
        extruded = self._extrude(words)
        bow = self._bow(words, (x, y), clockwise)
        if extruded > 0:
            for px, py in bow.outermost():
                self.bounds.add(px, py, z)
        self._spend(bow.length, extruded)
        self._go(x, y, z, True, extruded, offset, end)
        return extruded > 0

    def _bow(self, words: dict[str, float], end: tuple[float, float], clockwise: bool) -> arcs.Arc:
        start = (self.x, self.y)
        if "R" in words:
            centre = arcs.centre_of_radius(start, end, words["R"] * self.unit, clockwise)
        else:
            i, j = words.get("I", 0.0) * self.unit, words.get("J", 0.0) * self.unit
            centre = (start[0] + i, start[1] + j)
        return arcs.Arc(start, end, centre, clockwise)

    def _target(self, words: dict[str, float]) -> tuple[float, float, float]:
        if "F" in words:
            self.feed = words["F"] * self.unit
        x, y, z = self.x, self.y, self.z
        if "X" in words:
            x = words["X"] * self.unit + (x if self.relative else self.shift[0])
        if "Y" in words:
            y = words["Y"] * self.unit + (y if self.relative else self.shift[1])
        if "Z" in words:
            z = words["Z"] * self.unit + (z if self.relative else self.shift[2])
        return x, y, z

    def _extrude(self, words: dict[str, float]) -> float:
        if "E" not in words:
            return 0.0
        told = words["E"] * self.unit
        amount = told if self.relative_e else told - self.e
        self.e += amount
        self.filament[self.tool] = self.filament.get(self.tool, 0.0) + amount
        return amount

    def _length(self, x: float, y: float, z: float) -> float:
        dx, dy, dz = x - self.x, y - self.y, z - self.z
        squares = (d * d for d in (dx, dy, dz) if d == d)
        return math.sqrt(sum(squares))

    def _spend(self, length: float, extruded: float) -> None:
        if self.feed:
            self.seconds += (length or abs(extruded)) * 60 / self.feed

    def _go(
        self, x: float, y: float, z: float, planar: bool, extruded: float, offset: int, end: int
    ) -> None:
        """`planar` is a move across the bed; a lift or an unknown place prints nothing."""
        if extruded > 0 and planar and x == x and z == z:
            self.layers.extruded(offset, end, z)
            self.bounds.add(self.x, self.y, z)
            self.bounds.add(x, y, z)
        elif extruded <= 0:
            self.travel.add(x, y, z)
        self.x, self.y, self.z = x, y, z
