"""Draws a mesh from above at a slant as a PNG, for the thumbnails of the demo files."""

import math
import struct
import zlib
from collections.abc import Sequence

Vertex = tuple[float, float, float]
Triangle = tuple[Vertex, Vertex, Vertex]
BACKGROUND = (0, 0, 0, 0)


def picture(triangles: Sequence[Triangle], width: int, height: int, colour: str) -> bytes:
    """A PNG with a clear background; `colour` as #RRGGBB."""
    base = tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
    views = [tuple(_turned(v) for v in t) for t in triangles]
    scale, dx, dy = _fit([v for t in views for v in t], width, height)
    depth = [[-math.inf] * width for _ in range(height)]
    pixels = [[BACKGROUND] * width for _ in range(height)]
    for view in views:
        a, b, c = ((x * scale + dx, dy - y * scale, z) for x, y, z in view)
        shade = _light(*view)
        shown = (*(round(part * shade) for part in base), 255)
        _fill(a, b, c, shown, pixels, depth)  # type: ignore[arg-type]
    return _png(pixels, width, height)


def _turned(v: Vertex) -> Vertex:
    """Seen from the front right, 40 degrees above the bed; z is towards the eye."""
    spin, tilt = math.radians(-30), math.radians(-50)
    x = v[0] * math.cos(spin) - v[1] * math.sin(spin)
    y = v[0] * math.sin(spin) + v[1] * math.cos(spin)
    return (
        x,
        y * math.cos(tilt) - v[2] * math.sin(tilt),
        y * math.sin(tilt) + v[2] * math.cos(tilt),
    )


def _fit(points: Sequence[Vertex], width: int, height: int) -> tuple[float, float, float]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    scale = 0.86 * min(width / (max(xs) - min(xs)), height / (max(ys) - min(ys)))
    return (
        scale,
        width / 2 - scale * (max(xs) + min(xs)) / 2,
        height / 2 + scale * (max(ys) + min(ys)) / 2,
    )


def _light(a: Vertex, b: Vertex, c: Vertex) -> float:
    u = [b[i] - a[i] for i in range(3)]
    w = [c[i] - a[i] for i in range(3)]
    normal = (u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0])
    length = math.sqrt(sum(part * part for part in normal)) or 1.0
    facing = (0.35 * normal[0] + 0.55 * normal[1] + 0.75 * normal[2]) / length
    return 0.4 + 0.6 * max(0.0, min(1.0, abs(facing)))


def _fill(
    a: Vertex,
    b: Vertex,
    c: Vertex,
    colour: tuple[int, int, int, int],
    pixels: list[list[tuple[int, int, int, int]]],
    depth: list[list[float]],
) -> None:
    area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
    if abs(area) < 1e-9:
        return
    rows = range(math.floor(min(a[1], b[1], c[1])), math.ceil(max(a[1], b[1], c[1])) + 1)
    columns = range(math.floor(min(a[0], b[0], c[0])), math.ceil(max(a[0], b[0], c[0])) + 1)
    for row in rows:
        for column in columns:
            u = ((b[0] - column) * (c[1] - row) - (c[0] - column) * (b[1] - row)) / area
            v = ((c[0] - column) * (a[1] - row) - (a[0] - column) * (c[1] - row)) / area
            if u < -0.001 or v < -0.001 or u + v > 1.001:
                continue
            z = u * a[2] + v * b[2] + (1 - u - v) * c[2]
            if z > depth[row][column]:
                depth[row][column], pixels[row][column] = z, colour


def _png(pixels: list[list[tuple[int, int, int, int]]], width: int, height: int) -> bytes:
    rows = b"".join(b"\0" + bytes(part for pixel in row for part in pixel) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + chunks + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    crc = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc)
