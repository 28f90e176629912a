"""What Moonraker and Klipper's configuration tell of the machine."""

from typing import Any

from apps.printers.connectors.answers import inner, mapping, number, text, whole
from apps.printers.port import Identity, Kind

CONFIGURATION = "/printer/objects/query?configfile=settings&toolhead=axis_maximum"


def identity(
    server: dict[str, Any],
    printer: dict[str, Any],
    objects: dict[str, Any],
    directory: dict[str, Any],
    webcams: dict[str, Any],
) -> Identity:
    """Every part but the server's answer may be empty, while Klipper is away."""
    settings = inner(objects, "configfile", "settings")
    extruder = inner(settings, "extruder")
    return Identity(
        kind=Kind.MOONRAKER,
        software=f"Moonraker {text(server.get('moonraker_version'))}".strip(),
        firmware=text(printer.get("software_version")),
        model=text(printer.get("hostname")),
        nozzle_mm=number(extruder.get("nozzle_diameter")),
        bed_width_mm=_end(objects, settings, 0),
        bed_depth_mm=_end(objects, settings, 1),
        height_mm=_end(objects, settings, 2),
        free_bytes=whole(inner(directory, "disk_usage").get("free")),
        max_nozzle_c=number(extruder.get("max_temp")),
        cameras=_cameras(webcams),
    )


def _end(objects: dict[str, Any], settings: dict[str, Any], axis: int) -> float | None:
    """The end of travel: the bed begins at 0, what lies below is for homing and wiping."""
    limits = inner(objects, "toolhead").get("axis_maximum")
    if isinstance(limits, list) and len(limits) > axis:
        return number(limits[axis])
    return number(inner(settings, f"stepper_{'xyz'[axis]}").get("position_max"))


def _cameras(webcams: dict[str, Any]) -> tuple[str, ...]:
    listed = webcams.get("webcams")
    if not isinstance(listed, list):
        return ()
    urls = (text(mapping(camera).get("snapshot_url")) for camera in listed)
    return tuple(url for url in urls if url)
