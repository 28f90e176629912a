"""Reads the fields of every known slicer out of its comments."""

import math
import re
from collections.abc import Callable
from typing import Any

from apps.gcode import values
from apps.gcode.comments import Comments
from apps.gcode.metadata import Source

Found = dict[str, tuple[Any, Source]]
CURA_PLACEHOLDER_S = 6666
FLAVOURS = {
    "reprap": "reprap",
    "reprapfirmware": "reprapfirmware",
    "reprap (reprap)": "reprapfirmware",
    "marlin(volumetric)": "marlin",
    "marlin (volumetric)": "marlin",
}
BEDS = {
    "textured pei plate": "textured_plate_temp",
    "cool plate": "cool_plate_temp",
    "engineering plate": "eng_plate_temp",
}
TIME_KEYS = (
    *("estimated printing time (normal mode)", "estimated printing time", "print.time", "time"),
    *("print time", "build time", "total estimated time"),
)


def _flavour(text: str) -> str:
    return FLAVOURS.get(text.lower(), text.lower())


def _materials(text: str) -> tuple[str, ...]:
    return tuple(values.material(part) for part in values.texts(text) if part)


def _first_positive(text: str) -> float | None:
    first = next(iter(values.numbers(text)), 0.0)
    return first if first > 0 else None


def _whole(text: str) -> int | None:
    count = values.number(text)
    return round(count) if count else None


def _name(text: str) -> str | None:
    return text.strip('"') or None


FIELDS: dict[str, tuple[Callable[[str], Any], tuple[str, ...]]] = {
    "flavour": (_flavour, ("gcode_flavor", "flavor")),
    "printer_model": (_name, ("printer_model", "target_machine.name", "printer_name")),
    "printer_profile": (_name, ("printer_settings_id", "profilename")),
    "materials": (_materials, ("filament_type", "printmaterial", "extruder_train.0.material.name")),
    "colours": (values.colours, ("filament_colour", "extruder_colour")),
    "nozzle_mm": (
        _first_positive,
        ("nozzle_diameter", "extruder_train.0.nozzle.diameter", "extruderdiameter", "nozzle_dia_1"),
    ),
    "layer_height_mm": (_first_positive, ("layer_height", "layer height", "layerheight")),
    "layers": (_whole, ("total layers count", "total layer number", "layer_count")),
    "filament_mm": (values.numbers, ("filament used [mm]", "filament length")),
    "filament_g": (values.numbers, ("filament used [g]", "plastic weight")),
    "nozzle_first_c": (
        _first_positive,
        (
            *("first_layer_temperature", "nozzle_temperature_initial_layer", "temperature"),
            *("extruder_train.0.initial_temperature", "first_layer_c"),
        ),
    ),
    "bed_c": (
        _first_positive,
        (
            *("first_layer_bed_temperature", "bed_temperature", "bed_c"),
            *("build_plate.initial_temperature",),
        ),
    ),
    "chamber_c": (_first_positive, ("chamber_temperature", "chamber_temperatures", "chamber_c")),
}


def fields_of(comments: Comments) -> Found:
    """Field → (value, source) for all that the comments tell; placeholders are left out."""
    found: Found = {}
    for name, (convert, keys) in FIELDS.items():
        told = comments.first(*keys)
        value = convert(told[0]) if told else None
        if told and value not in (None, ()):
            found[name] = (value, told[1])
    _time(comments, found)
    _plate(comments, found)
    _older_filament(comments, found)
    _idea_maker(comments, found)
    return {k: v for k, v in found.items() if not _is_empty(v[0])}


def _is_empty(value: object) -> bool:
    return isinstance(value, tuple) and not any(value)


def _time(comments: Comments, found: Found) -> None:
    told = comments.first(*TIME_KEYS)
    if (bambu := comments.stated.get("model printing time")) and "total" in bambu:
        told = (bambu.rpartition(":")[2], Source.HEADER)
    if minutes := comments.stated.get("total estimated (pre-cool) minutes"):
        told = (f"{(values.number(minutes) or 0) * 60}s", Source.HEADER)
    value = values.seconds(told[0]) if told else None
    if told and value and not (comments.slicer == "Cura" and value == CURA_PLACEHOLDER_S):
        found["estimated_s"] = (value, told[1])


def _plate(comments: Comments, found: Found) -> None:
    """OrcaSlicer and Bambu Studio keep a bed temperature for each kind of plate."""
    plate = BEDS.get(comments.settings.get("curr_bed_type", "").lower(), "hot_plate_temp")
    told = comments.first(f"{plate}_initial_layer", plate, "hot_plate_temp_initial_layer")
    if told and (value := _first_positive(told[0])):
        found["bed_c"] = (value, told[1])


def _older_filament(comments: Comments, found: Found) -> None:
    """`Filament used: 0.27m, 0.1m` (Cura) and `filament used = 688.5mm (4.4cm3)` (Slic3r)."""
    told = comments.stated.get("filament used")
    if not told or "filament_mm" in found:
        return
    metres = re.findall(r"([\d.]+)\s*m\b", told)
    millimetres = re.findall(r"([\d.]+)\s*mm\b", told)
    lengths = tuple(float(part) * 1000 for part in metres) or tuple(map(float, millimetres))
    found["filament_mm"] = (lengths, Source.HEADER)


def _idea_maker(comments: Comments, found: Found) -> None:
    dimension = values.NUMBER.findall(comments.stated.get("dimension", ""))
    if len(dimension) == 4:
        found.setdefault("nozzle_mm", (float(dimension[3]), Source.HEADER))
    used = [comments.stated.get(f"material#{tool} used") for tool in range(1, 9)]
    lengths = tuple(values.number(text) or 0.0 for text in used if text is not None)
    if lengths:
        found.setdefault("filament_mm", (lengths, Source.HEADER))


def grams(comments: Comments, lengths_mm: tuple[float, ...]) -> tuple[float, ...]:
    """Grams from lengths where the slicer tells density (g/cm³) and diameter (mm)."""
    density = _first_positive(comments.settings.get("filament_density", ""))
    diameter = _first_positive(comments.settings.get("filament_diameter", ""))
    if not density or not diameter:
        return ()
    per_mm = math.pi * (diameter / 2) ** 2 / 1000 * density
    return tuple(round(length * per_mm, 2) for length in lengths_mm)
