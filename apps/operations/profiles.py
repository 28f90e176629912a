"""The usual models of printer, as their makers and slicers describe them."""

from typing import Any

from apps.printers.models import PrinterProfile

PRUSA = ["marlin", "marlin2"]
KLIPPER = ["klipper"]


def _bed(width: float, depth: float, height: float) -> dict[str, float]:
    return {"bed_width_mm": width, "bed_depth_mm": depth, "height_mm": height}


def _voron(size: int, *more: str) -> dict[str, Any]:
    return {
        "name": f"Voron 2.4 {size}",
        "slicer_models": [f"Voron_v2_{size}", f"Voron_v2_{size}_afterburner", *more],
        "flavours": KLIPPER,
        **_bed(size, size, size - 10 if size > 250 else size),
        "max_nozzle_c": 300,
        "has_enclosure": True,
    }


USUAL: dict[str, dict[str, Any]] = {
    "mk3s": {
        "name": "Original Prusa MK3S",
        "slicer_models": ["MK3S", "MK3S+", "MK3", "Prusa i3 Mk3/Mk3s"],
        "flavours": PRUSA,
        **_bed(250, 210, 210),
        "max_nozzle_c": 300,
        "max_bed_c": 120,
    },
    "mk4": {
        "name": "Original Prusa MK4",
        "slicer_models": ["MK4", "MK4IS", "MK4S", "Prusa MK4", "Prusa MK4S"],
        "flavours": PRUSA,
        **_bed(250, 210, 220),
        "max_nozzle_c": 290,
        "max_bed_c": 120,
    },
    "mini": {
        "name": "Original Prusa MINI",
        "slicer_models": ["MINI", "MINIIS", "Prusa MINI"],
        "flavours": PRUSA,
        **_bed(180, 180, 180),
        "max_bed_c": 100,
    },
    "xl": {
        "name": "Original Prusa XL",
        "slicer_models": ["XL", "XLIS", "Prusa XL"],
        "flavours": PRUSA,
        **_bed(360, 360, 360),
        "max_nozzle_c": 290,
        "max_bed_c": 120,
    },
    "xl-5": {
        "name": "Original Prusa XL, five tools",
        "slicer_models": ["XL5", "XL5IS", "Prusa XL 5T"],
        "flavours": PRUSA,
        **_bed(360, 360, 360),
        "max_nozzle_c": 290,
        "max_bed_c": 120,
        "slots": 5,
    },
    "core-one": {
        "name": "Prusa CORE One",
        "slicer_models": ["COREONE", "Prusa CORE One"],
        "flavours": PRUSA,
        **_bed(250, 220, 270),
        "max_nozzle_c": 290,
        "max_bed_c": 120,
        "has_enclosure": True,
    },
    "ender-3": {
        "name": "Creality Ender-3",
        "slicer_models": ["ENDER3", "ENDER3V2", "Creality Ender-3", "Creality Ender-3 V2"],
        "flavours": ["marlin"],
        **_bed(235, 235, 250),
        "max_nozzle_c": 255,
        "max_bed_c": 110,
    },
    "ender-3-s1": {
        "name": "Creality Ender-3 S1",
        "slicer_models": ["ENDER3S1", "Creality Ender-3 S1"],
        "flavours": ["marlin"],
        **_bed(220, 220, 270),
        "max_nozzle_c": 260,
        "max_bed_c": 100,
    },
    "k1": {
        "name": "Creality K1",
        "slicer_models": ["K1", "Creality K1"],
        "flavours": KLIPPER,
        **_bed(220, 220, 250),
        "max_nozzle_c": 300,
        "max_bed_c": 100,
        "has_enclosure": True,
    },
    "sv08": {
        "name": "Sovol SV08",
        "slicer_models": ["SV08", "Sovol SV08"],
        "flavours": KLIPPER,
        **_bed(350, 350, 345),
        "max_nozzle_c": 300,
        "max_bed_c": 100,
    },
    "voron-0": {
        "name": "Voron 0",
        "slicer_models": ["Voron_v0_120", "Voron 0.1"],
        "flavours": KLIPPER,
        **_bed(120, 120, 120),
        "max_nozzle_c": 300,
        "has_enclosure": True,
    },
    "voron-250": _voron(250, "Voron 2.4 250"),
    "voron-300": _voron(300, "Voron 2.4 300"),
    "voron-350": _voron(350, "Voron 2.4 350"),
}
"""By code; millimetres and °C, what is left out is the default of the table."""


def ensure_profiles() -> int:
    """The usual profiles exist; nothing an operator changed is touched. Returns how many are new."""
    return sum(
        PrinterProfile.objects.get_or_create(code=code, defaults=values)[1]
        for code, values in USUAL.items()
    )
