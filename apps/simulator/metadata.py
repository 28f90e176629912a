"""What Moonraker's metadata extraction finds in a sliced file."""

import re
from pathlib import Path
from typing import Any

from apps.simulator.estimate import estimated_s

HEAD, TAIL = 100_000, 200_000
NUMBERS = {
    "layer_height": rb"^; layer_height = ([\d.]+)",
    "first_layer_height": rb"^; first_layer_height = ([\d.]+)",
    "nozzle_diameter": rb"^; nozzle_diameter = ([\d.]+)",
    "first_layer_extr_temp": rb"^; first_layer_temperature = ([\d.]+)",
    "first_layer_bed_temp": rb"^; first_layer_bed_temperature = ([\d.]+)",
    "filament_total": rb"^; filament used \[mm\] = ([\d.]+)",
    "filament_weight_total": rb"^; (?:total )?filament used \[g\] = ([\d.]+)",
}
TEXTS = {
    "filament_type": rb"^; filament_type = (\S+)",
    "filament_name": rb"^; filament_settings_id = (.+)$",
}
SLICER = re.compile(rb"(PrusaSlicer|OrcaSlicer|SuperSlicer|Slic3r|Cura_SteamEngine)[ /]?([\d.]*)")
HEIGHT = re.compile(rb"^;Z:([\d.]+)", re.MULTILINE)
FIRST_COMMAND = re.compile(rb"^[GM]\d", re.MULTILINE)


def read_metadata(path: Path) -> dict[str, Any]:
    """Known fields of the file; what the slicer did not write is left out. Reads both ends."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, size - TAIL))
        tail = file.read()
    both = head + b"\n" + tail
    found: dict[str, Any] = {}
    for name, pattern in NUMBERS.items():
        if match := re.search(pattern, both, re.MULTILINE):
            found[name] = float(match[1])
    for name, pattern in TEXTS.items():
        if match := re.search(pattern, both, re.MULTILINE):
            found[name] = match[1].decode(errors="replace").strip().strip('"')
    if slicer := SLICER.search(both):
        found["slicer"], found["slicer_version"] = slicer[1].decode(), slicer[2].decode()
    if heights := HEIGHT.findall(tail):
        found["object_height"] = max(float(height) for height in heights)
    if seconds := estimated_s(both):
        found["estimated_time"] = int(seconds)
    first = FIRST_COMMAND.search(head)
    return {**found, "gcode_start_byte": first.start() if first else 0, "gcode_end_byte": size}
