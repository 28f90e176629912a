"""Reading G-code: the full pass over a real sliced file against a bare loop over its lines."""

from pathlib import Path

from apps.gcode.reader import read_metadata
from bench.measuring import Row, compare, cpu_s

FILES = Path(__file__).parents[1] / "demo" / "files"


def rows() -> list[Row]:
    """One row for the largest demo file."""
    largest = max(FILES.glob("*.gcode"), key=lambda path: path.stat().st_size)

    def lines() -> int:
        with largest.open("rb") as file:
            return sum(len(line) for line in file)

    measure = cpu_s(lines)
    name = f"read {largest.name} ({largest.stat().st_size / 1e6:.2f} MB)"
    return [compare(name, lambda: read_metadata(largest), "a bare loop over its lines", measure)]
