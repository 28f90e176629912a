"""Turns the texts of slicers' comments into numbers, materials, colours and times."""

import math
import re

NUMBER = re.compile(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?")
TIME_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(d|h|m|s)[a-z]*", re.IGNORECASE)
SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
MATERIALS = (
    *("PLA+", "PLA-CF", "PETG-CF", "PETG-GF", "ABS-GF", "ASA-CF", "PA-CF", "PA-GF", "PET-CF"),
    *("PETG", "PLA", "ABS", "ASA", "TPU", "TPE", "PCTG", "HIPS", "PVA", "PVB", "PEEK", "PEI"),
    *("PET", "PCCF", "PC", "PA", "PP", "POM", "CPE", "BVOH", "FLEX", "NYLON"),
)
SYNONYMS = {"FLEX": "TPU", "TPE": "TPU", "NYLON": "PA", "PCCF": "PC"}


def number(text: str) -> float | None:
    """The first number in a text."""
    found = NUMBER.search(text)
    value = float(found.group()) if found else None
    return value if value is not None and math.isfinite(value) else None


def numbers(text: str) -> tuple[float, ...]:
    """Every number of a list divided by commas or semicolons; units may follow each."""
    parts = (number(part) for part in re.split(r"[,;]", text))
    return tuple(part for part in parts if part is not None)


def texts(text: str) -> tuple[str, ...]:
    """The entries of a list that a slicer divides by semicolons, without quotes."""
    return tuple(part.strip().strip('"') for part in text.split(";"))


def seconds(text: str) -> int | None:
    """`1d 2h 3m 4s`, `1 hour 5 minutes`, `00:12:30` or plain seconds."""
    total = _seconds(text)
    return round(total) if total is not None and math.isfinite(total) else None


def _seconds(text: str) -> float | None:
    if ":" in text:
        parts = [float(part) for part in NUMBER.findall(text)]
        return sum(part * 60.0**i for i, part in enumerate(reversed(parts[-3:])))
    found = TIME_PART.findall(text)
    if found:
        return sum(float(count) * SECONDS[unit.lower()] for count, unit in found)
    return number(text)


def material(text: str) -> str:
    """A material's name as the farm writes it: upper case, the type alone when it is known."""
    name = text.strip().strip('"').upper()
    if name in MATERIALS:
        return SYNONYMS.get(name, name)
    words = re.split(r"[\s_/()]+", name)
    found = next((known for known in MATERIALS if known in words), name)
    return SYNONYMS.get(found, found)


def colours(text: str) -> tuple[str, ...]:
    """Colours as #RRGGBB in upper case, an empty text where a tool has none."""
    found = (COLOUR.match(part) for part in texts(text))
    listed = tuple(match.group().upper() if match else "" for match in found)
    return listed if any(listed) else ()
