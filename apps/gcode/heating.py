"""Which temperatures a file asks for, by commands or by a start macro's arguments."""

import re

from apps.gcode.metadata import Source
from apps.gcode.parsing import LARGEST

ARGUMENT = re.compile(rb"(\w+)\s*=\s*\"?([^\s\";]+)")
NOZZLE_NAMES = re.compile(r"(EXTRUDER|HOTEND|NOZZLE|TOOL)\d?(_?TEMP(ERATURE)?)?$|E?TEMP\d?$")
BED_NAMES = re.compile(r"(HEATER_)?BED(_?TEMP(ERATURE)?)?$")
CHAMBER_NAMES = re.compile(r"CHAMBER(_?TEMP(ERATURE)?)?$")


class Heater:
    """Targets of one kind of heater, first until the first extrusion and over all."""

    __slots__ = ("first", "highest", "source")

    def __init__(self) -> None:
        self.first: float | None = None
        self.highest: float | None = None
        self.source = Source.COMMAND

    def set(self, target_c: float, source: Source, *, extruded: bool) -> None:
        """Zero is off and never counts; before the first extrusion the last target counts,

        since start G-code often warms to a lower temperature while it homes.
        """
        if target_c <= 0:
            return
        self.highest = max(self.highest or 0.0, target_c)
        if not extruded:
            self.first, self.source = target_c, source


class Heating:
    """All heaters of a file."""

    __slots__ = ("bed", "chamber", "extruded", "macro_material", "nozzle")

    def __init__(self) -> None:
        self.nozzle, self.bed, self.chamber = Heater(), Heater(), Heater()
        self.extruded = False
        self.macro_material: str | None = None

    def command(self, number: int, words: dict[str, float]) -> None:
        """M104 M109 nozzle, M140 M190 bed, M141 M191 chamber; S or R."""
        heater = {104: self.nozzle, 109: self.nozzle, 140: self.bed, 190: self.bed}.get(
            number, self.chamber
        )
        self._set(heater, words.get("S", words.get("R", 0.0)), Source.COMMAND)

    def tool_settings(self, words: dict[str, float]) -> None:
        """RepRapFirmware sets tool temperatures with `G10 P0 S200` and `M568 P0 S200`."""
        if "P" in words and "S" in words:
            self._set(self.nozzle, words["S"], Source.COMMAND)

    def macro(self, line: bytes) -> None:
        """Arguments of `START_PRINT BED=60 EXTRUDER=215 CHAMBER=50` and its variants."""
        pairs = {
            k.decode().upper(): v.decode("utf-8", "replace") for k, v in ARGUMENT.findall(line)
        }
        if line.upper().startswith(b"SET_HEATER_TEMPERATURE"):
            pairs = {pairs.get("HEATER", "").upper(): pairs.get("TARGET", "")}
        for name, text in pairs.items():
            self._argument(name, text)

    def _argument(self, name: str, text: str) -> None:
        if name in ("MATERIAL", "FILAMENT_TYPE", "FILAMENT"):
            self.macro_material = text
        for pattern, heater in (
            (NOZZLE_NAMES, self.nozzle),
            (BED_NAMES, self.bed),
            (CHAMBER_NAMES, self.chamber),
        ):
            if pattern.match(name):
                self._set(heater, _float(text), Source.MACRO)

    def _set(self, heater: Heater, target_c: float, source: Source) -> None:
        heater.set(target_c, source, extruded=self.extruded)


def _float(text: str) -> float:
    """0, which is off, for anything that is no number of degrees."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if value < LARGEST else 0.0
