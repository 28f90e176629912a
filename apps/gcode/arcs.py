"""Geometry of G2 and G3: centre, outermost points and length of an arc."""

import math
from dataclasses import dataclass

FULL = 2 * math.pi


@dataclass(frozen=True, slots=True)
class Arc:
    """From one point to another around a centre; `clockwise` is G2."""

    start: tuple[float, float]
    end: tuple[float, float]
    centre: tuple[float, float]
    clockwise: bool

    @property
    def radius(self) -> float:
        return math.dist(self.start, self.centre)

    @property
    def sweep(self) -> float:
        """Radians turned, above 0 and at most a full turn (start and end alike)."""
        turn = self._angle(self.start) - self._angle(self.end)
        turn = turn if self.clockwise else -turn
        return turn % FULL or FULL if math.dist(self.start, self.end) > 1e-6 else FULL

    @property
    def length(self) -> float:
        return self.radius * self.sweep

    def outermost(self) -> list[tuple[float, float]]:
        """The end and every point where the arc crosses an axis through its centre."""
        begin, radius, found = self._angle(self.start), self.radius, [self.end]
        for quarter in range(4):
            angle = quarter * math.pi / 2
            passed = (begin - angle if self.clockwise else angle - begin) % FULL
            if passed <= self.sweep:
                x, y = self.centre
                found.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
        return found

    def _angle(self, point: tuple[float, float]) -> float:
        return math.atan2(point[1] - self.centre[1], point[0] - self.centre[0])


def centre_of_radius(
    start: tuple[float, float], end: tuple[float, float], radius: float, clockwise: bool
) -> tuple[float, float]:
    """Centre for the R form; a negative radius takes the longer way (RS274/NGC 3.5.3.1)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    chord = math.hypot(dx, dy)
    if chord == 0:
        return start
    height = math.sqrt(max(radius * radius - chord * chord / 4, 0.0)) / chord
    side = height if clockwise == (radius < 0) else -height
    return (start[0] + dx / 2 - dy * side, start[1] + dy / 2 + dx * side)
