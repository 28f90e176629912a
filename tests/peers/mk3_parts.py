"""What of a Prusa MK3S needs no machine around it: fixed answers, memory, a heater."""

import re
from dataclasses import dataclass
from typing import Final

AMBIENT_C: Final = 24.0
SILENT: Final = re.compile(
    r"G21|G90|M8[23]|M84|M10[67]|M117|M118|M20[0-9]|M300|M7[567]|M70\d|M862|M90\d|M72|M79"
    r"|M14|M17|M18|M302|M486|T\d|M569|M572|M593|M55\d|M552|G29"
)
FIXED: Final[dict[str, tuple[str, ...]]] = {
    "M862.1": ("0.40",),
    "M862.2": ("302",),
    "M27": ("Not SD printing",),
    "M20": ("Begin file list", "End file list"),
    "M21": ("echo:SD init fail",),
    "M115": ("FIRMWARE_NAME:Prusa-Firmware 3.14.1 MACHINE_TYPE:Prusa i3 MK3S",),
}
MESH: Final = (
    "Num X,Y: 7,7",
    "Z search height: 5.00",
    "Measured points:",
    *(" ".join(["0.010"] * 7).rjust(50) for _ in range(7)),
)


@dataclass(slots=True)
class Heater:
    """Degrees Celsius; a target of 0 is off; `rate` in kelvin per second."""

    actual: float
    rate: float
    target: float = 0.0

    def step(self, seconds: float) -> None:
        """Goes straight to the target, or down to the room."""
        gap = (self.target or AMBIENT_C) - self.actual
        reach = self.rate * seconds
        self.actual += max(-reach, min(reach, gap))


def factory_memory() -> bytearray:
    """The EEPROM with what PrusaLink reads of it: last job, mode, sheets, totals."""
    memory = bytearray(b"\xff" * 0x1000)
    memory[0x0D05:0x0D09] = (100).to_bytes(4, "big")
    memory[0x0FBB] = memory[0x0FFF] = memory[0x0DA1] = 0
    for sheet in range(8):
        start = 0x0D49 + 11 * sheet
        memory[start : start + 11] = f"Sheet{sheet}".ljust(7).encode() + b"\xff\xff\x3c\x00"
    memory[0x0FF1:0x0FF5] = (1234).to_bytes(4, "little")
    memory[0x0FED:0x0FF1] = (5678).to_bytes(4, "little")
    return memory


def number(line: str, key: str, default: float) -> float:
    """The number behind the letter `key` (a pattern) of a G-code line."""
    found = re.search(key + r"(-?\d*\.?\d+)", line)
    return float(found[1]) if found else default
