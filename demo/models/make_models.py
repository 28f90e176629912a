"""Makes the little models of the demo as STL files: `make_models.py DIRECTORY`."""

import math
import struct
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

Point = tuple[float, float]
Vertex = tuple[float, float, float]
Triangle = tuple[Vertex, Vertex, Vertex]


def circle(radius: float, count: int = 48, centre: Point = (0.0, 0.0)) -> list[Point]:
    """Points of a circle, counter-clockwise."""
    turns = (2 * math.pi * step / count for step in range(count))
    return [(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in turns]


def rounded(width: float, depth: float, radius: float) -> list[Point]:
    """A rectangle around the origin with round corners, 64 points, counter-clockwise."""
    dx, dy = width / 2 - radius, depth / 2 - radius
    return [
        (math.copysign(dx, x) + x, math.copysign(dy, y) + y)
        for x, y in circle(radius, 64)
        for x, y in [(x or 1e-9, y or 1e-9)]
    ]


def quad(a: Vertex, b: Vertex, c: Vertex, d: Vertex) -> list[Triangle]:
    return [(a, b, c), (a, c, d)]


def band(left: Sequence[Point], right: Sequence[Point], z: float, height: float) -> list[Triangle]:
    """The solid between two closed lines of as many points, `left` outside, standing at z."""
    triangles: list[Triangle] = []
    for i in range(len(left)):
        j = (i + 1) % len(left)
        triangles += _step(left[i], left[j], right[j], right[i], z, z + height)
    return triangles


def _step(a: Point, b: Point, c: Point, d: Point, low: float, high: float) -> list[Triangle]:
    (al, bl, cl, dl) = ((*p, low) for p in (a, b, c, d))
    (ah, bh, ch, dh) = ((*p, high) for p in (a, b, c, d))
    return quad(ah, bh, ch, dh) + quad(dl, cl, bl, al) + quad(al, bl, bh, ah) + quad(cl, dl, dh, ch)


def stroke(path: Sequence[Point], width: float, height: float) -> list[Triangle]:
    """A wall of one width along an open line, ends closed."""
    left = [_beside(path, i, width / 2) for i in range(len(path))]
    right = [_beside(path, i, -width / 2) for i in range(len(path))]
    triangles: list[Triangle] = []
    for i in range(len(path) - 1):
        triangles += _step(right[i], right[i + 1], left[i + 1], left[i], 0.0, height)
    first, last = (right[0], left[0]), (left[-1], right[-1])
    for a, b in (first, last):
        triangles += quad((*b, 0.0), (*a, 0.0), (*a, height), (*b, height))
    return triangles


def _beside(path: Sequence[Point], i: int, distance: float) -> Point:
    before, after = path[max(i - 1, 0)], path[min(i + 1, len(path) - 1)]
    dx, dy = after[0] - before[0], after[1] - before[1]
    length = math.hypot(dx, dy)
    return (path[i][0] - dy / length * distance, path[i][1] + dx / length * distance)


def arc(radius: float, start: float, end: float, centre: Point, count: int = 32) -> list[Point]:
    """Points of an arc, angles in degrees."""
    angles = [math.radians(start + (end - start) * i / count) for i in range(count + 1)]
    return [(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in angles]


def washer() -> list[Triangle]:
    return band(circle(12), circle(5), 0, 2)


def spacer() -> list[Triangle]:
    return band(circle(7), circle(4), 0, 6)


def hook() -> list[Triangle]:
    line = [(0.0, 28.0), (0.0, 20.0), (0.0, 10.0)]
    return stroke(line + arc(8, 180, 350, (8.0, 6.0)), 4, 5)


def cable_clip() -> list[Triangle]:
    foot = [(-6.0, -14.0), (-1.0, -11.0)]
    return stroke(foot + arc(8, -110, 205, (2.0, 0.0)), 2.4, 6)


def knob() -> list[Triangle]:
    grip = [
        (r * math.cos(a), r * math.sin(a))
        for a in (2 * math.pi * step / 48 for step in range(48))
        for r in [10 + 1.2 * math.cos(6 * a)]
    ]
    return band(grip, circle(3), 0, 5) + band(circle(6), circle(3), 4.9, 3)


def key_tag() -> list[Triangle]:
    hole = circle(2.5, 64, (-14.0, 0.0))
    outline = _seen_from(rounded(40, 18, 5), (-14.0, 0.0), 64)
    rim = [(x * 0.8 + 3, y * 0.6) for x, y in rounded(26, 18, 4)]
    inner = [(x * 0.8 + 3, y * 0.6) for x, y in rounded(22, 13, 2)]
    return band(outline, hole, 0, 1.6) + band(rim, inner, 1.5, 0.9)


def _seen_from(outline: Sequence[Point], centre: Point, count: int) -> list[Point]:
    """The points of a convex outline met by rays from a point inside it."""
    rays = [(math.cos(a), math.sin(a)) for a in (2 * math.pi * i / count for i in range(count))]
    return [_hit(outline, centre, ray) for ray in rays]


def _hit(outline: Sequence[Point], centre: Point, ray: Point) -> Point:
    for i, (ax, ay) in enumerate(outline):
        bx, by = outline[(i + 1) % len(outline)]
        ex, ey, px, py = bx - ax, by - ay, ax - centre[0], ay - centre[1]
        cross = ray[0] * ey - ray[1] * ex
        if abs(cross) < 1e-12:
            continue
        along, part = (px * ey - py * ex) / cross, (px * ray[1] - py * ray[0]) / cross
        if along > 0 and -1e-9 <= part <= 1 + 1e-9:
            return (centre[0] + ray[0] * along, centre[1] + ray[1] * along)
    raise ValueError("the point is not inside the outline")


def ring() -> list[Triangle]:
    """The smallest thing that is still a print: 8 mm wide, two layers."""
    return band(circle(4, 16), circle(3, 16), 0, 0.4)


MODELS: dict[str, Callable[[], list[Triangle]]] = {
    "washer": washer,
    "spacer": spacer,
    "hook": hook,
    "cable_clip": cable_clip,
    "knob": knob,
    "key_tag": key_tag,
    "ring": ring,
}


def write_stl(path: Path, triangles: Iterable[Triangle]) -> None:
    """Binary STL; normals are left to the reader."""
    facets = [struct.pack("<12fH", 0, 0, 0, *a, *b, *c, 0) for a, b, c in triangles]
    path.write_bytes(bytes(80) + struct.pack("<I", len(facets)) + b"".join(facets))


def main(directory: Path) -> None:
    for name, model in MODELS.items():
        write_stl(directory / f"{name}.stl", model())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
