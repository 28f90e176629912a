"""Says what is wrong or worth knowing about a file that was read."""

from collections.abc import Iterator

from apps.core.wording import gettext_noop
from apps.gcode.comments import Comments
from apps.gcode.dialects import Found
from apps.gcode.metadata import Finding, Severity
from apps.gcode.reading import Reading

ENDS_WITH_CONFIG = {"PrusaSlicer", "SuperSlicer"}
HOTTEST_C = 500
DIFFERS = {
    "nozzle_first_c": gettext_noop(
        "The nozzle temperature differs: %(stated)s stated, %(seen)s in the commands."
    ),
    "bed_c": gettext_noop(
        "The bed temperature differs: %(stated)s stated, %(seen)s in the commands."
    ),
    "layers": gettext_noop(
        "The number of layers differs: %(stated)s stated, %(seen)s in the commands."
    ),
}


def findings(
    reading: Reading, comments: Comments, told: Found, tail: str, *, text: bool
) -> Iterator[Finding]:
    """In the order of weight; `text` is false for binary G-code, which is checked by blocks."""
    if text and _is_cut_off(comments, tail):
        yield Finding(
            "TRUNCATED", Severity.ERROR, gettext_noop("The file is cut off: its end is missing.")
        )
    if reading.layers.starts == () and not reading.heating.extruded:
        yield Finding(
            "NO_EXTRUSION", Severity.WARNING, gettext_noop("Nothing is extruded in this file.")
        )
    yield from _heat(reading)
    yield from _home(reading)
    yield from _oddities(reading)
    yield from _conflicts(reading, told)


def _is_cut_off(comments: Comments, tail: str) -> bool:
    if comments.slicer in ENDS_WITH_CONFIG:
        begun = "; prusaslicer_config = begin" in tail
        ended = "; prusaslicer_config = end" in tail
        return (begun and not ended) or "layer_height" not in comments.settings
    if comments.slicer == "Cura":
        return "End of Gcode" not in tail
    if comments.slicer in ("OrcaSlicer", "BambuStudio"):
        return "; EXECUTABLE_BLOCK_END" not in tail and "; CONFIG_BLOCK_END" not in tail
    return False


def _heat(reading: Reading) -> Iterator[Finding]:
    nozzle = reading.heating.nozzle
    if reading.heating.extruded and nozzle.first is None:
        text = gettext_noop("No nozzle temperature is set before the first extrusion.")
        severity = Severity.WARNING if reading.macro_may_act else Severity.ERROR
        yield Finding("NO_HEATING", severity, text)
    if nozzle.highest and nozzle.highest > HOTTEST_C:
        text = gettext_noop("The file asks for %(highest)s °C at the nozzle.") % {
            "highest": f"{nozzle.highest:g}"
        }
        yield Finding("OVERHEATING", Severity.ERROR, text)


def _home(reading: Reading) -> Iterator[Finding]:
    missing = sorted(set("XYZ") - reading.homed)
    if not missing:
        return
    if reading.homed:
        text = gettext_noop("Not homed by the file: %(names)s.") % {"names": ", ".join(missing)}
        yield Finding("HOMING_PARTIAL", Severity.WARNING, text)
    elif reading.macro_may_act:
        text = gettext_noop("The file does not home; its start macro may.")
        yield Finding("HOMING_BY_MACRO", Severity.NOTE, text)
    else:
        yield Finding(
            "NO_HOMING", Severity.WARNING, gettext_noop("The file does not home before it moves.")
        )


def _oddities(reading: Reading) -> Iterator[Finding]:
    if reading.motion.origin_moved:
        text = gettext_noop("G92 moves the origin; extents are in machine coordinates.")
        yield Finding("ORIGIN_MOVED", Severity.WARNING, text)
    if reading.bad_checksums:
        text = gettext_noop("Checksum mismatch on %(lines)s line(s).") % {
            "lines": reading.bad_checksums
        }
        yield Finding("CHECKSUM", Severity.WARNING, text)
    if reading.nul_lines:
        text = gettext_noop("NUL bytes on %(lines)s line(s): the file may be damaged.") % {
            "lines": reading.nul_lines
        }
        yield Finding("NUL_BYTES", Severity.WARNING, text)
    if reading.filament_changes:
        text = gettext_noop("The file stops %(times)s time(s) for a filament change.") % {
            "times": reading.filament_changes
        }
        yield Finding("FILAMENT_CHANGES", Severity.NOTE, text)


def _conflicts(reading: Reading, told: Found) -> Iterator[Finding]:
    pairs = (
        ("nozzle_first_c", reading.heating.nozzle.first, 0.5),
        ("bed_c", reading.heating.bed.first, 0.5),
        ("layers", len(reading.layers.starts) or None, 1.5),
    )
    for name, seen, tolerance in pairs:
        stated = told.get(name, (None,))[0]
        if stated is not None and seen is not None and abs(stated - seen) > tolerance:
            text = DIFFERS[name] % {"stated": f"{stated:g}", "seen": f"{seen:g}"}
            yield Finding("CONFLICT", Severity.NOTE, text)
