"""Collects the corners of a set of points."""

import math

from apps.gcode.metadata import Box


class Bounds:
    """Grows with every point; an axis that is not known (NaN) changes nothing."""

    __slots__ = ("max_x", "max_y", "max_z", "min_x", "min_y", "min_z")

    def __init__(self) -> None:
        self.min_x = self.min_y = self.min_z = math.inf
        self.max_x = self.max_y = self.max_z = -math.inf

    def add(self, x: float, y: float, z: float) -> None:
        if x < self.min_x:
            self.min_x = x
        if x > self.max_x:
            self.max_x = x
        if y < self.min_y:
            self.min_y = y
        if y > self.max_y:
            self.max_y = y
        if z < self.min_z:
            self.min_z = z
        if z > self.max_z:
            self.max_z = z

    def box(self) -> Box | None:
        """None when no point was added with all three axes known."""
        values = (self.min_x, self.max_x, self.min_y, self.max_y, self.min_z, self.max_z)
        if not all(map(math.isfinite, values)):
            return None
        return Box(*(round(value, 4) for value in values))
