"""Finds where layers start, by the slicer's marks or, without any, by Z alone."""

import re

MARK = re.compile(
    rb";\s*(?:LAYER_CHANGE|CHANGE_LAYER|BEGIN_LAYER_OBJECT\b|LAYER:\s*-?\d+"
    rb"|[Ll]ayer \d+\s*(?:,|:|$))"
)
SMALLEST_STEP_MM = 0.04
MOST_LAYERS = 50_000


class Layers:
    """Layer starts as (byte offset, Z of the first extrusion)."""

    __slots__ = ("_marks", "_pending", "_steps", "last_end", "marked")

    def __init__(self) -> None:
        self.marked = False
        self.last_end = 0
        self._pending: int | None = None
        self._marks: list[tuple[int, float]] = []
        self._steps: list[tuple[int, float]] = []

    def mark(self, offset: int) -> None:
        """A slicer's comment says that a layer starts here."""
        self.marked = True
        self._steps.clear()
        self._pending = offset

    def extruded(self, offset: int, end: int, z: float) -> None:
        """A printing move stood at this offset and height."""
        self.last_end = end
        if len(self._marks) + len(self._steps) >= MOST_LAYERS:
            return
        if self.marked:
            if self._pending is not None:
                self._begin_marked(self._pending, z)
                self._pending = None
        elif not self._steps or abs(z - self._steps[-1][1]) >= SMALLEST_STEP_MM:
            self._steps.append((offset, round(z, 4)))

    def _begin_marked(self, offset: int, z: float) -> None:
        """Slicers that mark each object of a layer give the same Z again."""
        if not self._marks or abs(z - self._marks[-1][1]) > 0.001:
            self._marks.append((offset, round(z, 4)))

    @property
    def starts(self) -> tuple[tuple[int, float], ...]:
        return tuple(self._marks if self.marked else self._steps)

    @property
    def first_end(self) -> int | None:
        """Byte offset at which the first layer is over."""
        starts = self.starts
        if len(starts) > 1:
            return starts[1][0]
        return self.last_end if starts else None
