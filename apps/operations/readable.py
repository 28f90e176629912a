"""What was read in a G-code file, as lines for people."""

from collections.abc import Iterator

from apps.gcode.metadata import Box, Metadata


def lines(metadata: Metadata) -> Iterator[str]:
    """A line for each thing that is known, then the findings."""
    facts = [(name, text) for name, text in _facts(metadata) if text]
    width = max((len(name) for name, _text in facts), default=0)
    for name, text in facts:
        yield f"{name.ljust(width)}  {text}"
    for finding in metadata.findings:
        yield f"{finding.severity}: {finding.text} [{finding.code}]"


def _facts(m: Metadata) -> Iterator[tuple[str, str]]:
    yield "slicer", " ".join(part for part in (m.slicer, m.slicer_version) if part)
    yield "flavour", m.flavour or ""
    yield "printer model", m.printer_model or ""
    yield "printer profile", m.printer_profile or ""
    yield "materials", ", ".join(m.materials)
    yield "colours", ", ".join(m.colours)
    yield "nozzle", _with_unit(m.nozzle_mm, "mm")
    yield "layer height", _with_unit(m.layer_height_mm, "mm")
    yield "nozzle first, most", _degrees(m.nozzle_first_c, m.nozzle_max_c)
    yield "bed first, most", _degrees(m.bed_c, m.bed_max_c)
    yield "estimated time", duration(m.estimated_s)
    yield "filament", _filament(m)
    yield "tools", ", ".join(str(tool) for tool in m.tools)
    yield "layers", "" if m.layers is None else str(m.layers)
    yield "objects", "" if m.object_count is None else str(m.object_count)
    yield "part", _box(m.extents)
    yield "homes, heats", f"{_yes(m.homes)}, {_yes(m.heats)}"
    if picture := m.thumbnail:
        yield "picture", f"{picture.kind} {picture.width} × {picture.height}"


def duration(seconds: float | None) -> str:
    """`2 h 05 min`, `7 min 12 s` or nothing."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"


def _with_unit(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:g} {unit}"


def _degrees(first: float | None, most: float | None) -> str:
    told = [f"{value:g} °C" for value in (first, most) if value is not None]
    return ", ".join(told)


def _filament(m: Metadata) -> str:
    grams = m.total_filament_g
    metres = sum(m.filament_mm) / 1000 if m.filament_mm else None
    weight, length = _with_unit(grams, "g"), "" if metres is None else f"{metres:.2f} m"
    return ", ".join(part for part in (weight, length) if part)


def _box(box: Box | None) -> str:
    if box is None:
        return ""
    width, depth, height = box.size
    place = f"X {box.min_x:.1f} to {box.max_x:.1f}, Y {box.min_y:.1f} to {box.max_y:.1f}"
    return f"{width:.1f} × {depth:.1f} × {height:.1f} mm ({place})"


def _yes(answer: bool | None) -> str:
    return {True: "yes", False: "no", None: "not known"}[answer]
