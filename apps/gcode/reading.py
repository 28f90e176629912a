"""One pass over the lines of a file: what its commands do."""

import re

from apps.gcode import parsing
from apps.gcode.heating import Heating
from apps.gcode.layers import MARK, Layers
from apps.gcode.motion import INCH_MM, Motion

OBJECT = re.compile(rb";\s*(?:printing object|MESH:|PRINTING:)\s*(.+?)\s*$")
DEFINED = re.compile(rb"EXCLUDE_OBJECT_DEFINE\s.*?NAME=(\S+)", re.IGNORECASE)
HARMLESS = (
    *(b"SET_", b"EXCLUDE_OBJECT", b"TEMPERATURE_WAIT", b"TIMELAPSE_", b"BED_MESH_", b"SAVE_"),
    *(b"M117", b"RESTORE_", b"RESPOND", b"STATUS_", b"SKEW_", b"_"),
)
TEMPERATURES = {104, 109, 140, 190, 141, 191}
MOST_TOOLS, MOST_OBJECTS = 64, 10_000
NO_OBJECTS = {b"NONMESH", b"NON-OBJECT"}


class Reading:
    """Collects while lines are fed in; the attributes are the result."""

    def __init__(self) -> None:
        self.layers = Layers()
        self.motion = Motion(self.layers)
        self.heating = Heating()
        self.homed: set[str] = set()
        self.macro_may_act = False
        self.tools: set[int] = set()
        self.objects: set[bytes] = set()
        self.told_objects: int | None = None
        self.commands = self.bad_checksums = self.nul_lines = self.filament_changes = 0
        self.minutes_left: float | None = None

    def feed(self, offset: int, raw: bytes) -> None:
        """One line and the byte at which it starts."""
        line = raw.strip()
        if not line:
            return
        if line[0] == 0x3B:
            self._comment(offset, line)
            return
        end = offset + len(raw) + 1
        if line[:3] in (b"G1 ", b"G0 ") and b"*" not in line:
            self._move(line[3:].partition(b";")[0], offset, end)
        else:
            self._other(line, offset, end)

    def _move(self, text: bytes, offset: int, end: int) -> None:
        self.commands += 1
        if self.motion.move(parsing.words(text), offset, end):
            self._extruded()

    def _extruded(self) -> None:
        self.heating.extruded = True
        self.tools.add(self.motion.tool)

    def _comment(self, offset: int, line: bytes) -> None:
        if MARK.match(line):
            if not self.layers.marked:
                self.motion.print_begins()
            self.layers.mark(offset)
        elif (found := OBJECT.match(line)) and found.group(1) not in NO_OBJECTS:
            self._object(found.group(1))

    def _object(self, name: bytes) -> None:
        if len(self.objects) < MOST_OBJECTS:
            self.objects.add(name)

    def _other(self, line: bytes, offset: int, end: int) -> None:
        line = self._clean(line)
        found = parsing.COMMAND.match(line)
        if found:
            self.commands += 1
            letter, number = found.group(1).upper(), int(found.group(2))
            self._command(letter, number, line[found.end() :], offset, end)
        elif parsing.MACRO.match(line):
            self.commands += 1
            self._macro(line)

    def _clean(self, line: bytes) -> bytes:
        if b"\0" in line:
            self.nul_lines += 1
            line = line.replace(b"\0", b"")
        line = line.removeprefix(b"\xef\xbb\xbf").partition(b";")[0].strip()
        if line[:1] in (b"N", b"n"):
            line, right = parsing.unnumbered(line)
            self.bad_checksums += not right
        return line

    def _command(self, letter: bytes, number: int, text: bytes, offset: int, end: int) -> None:
        if letter == b"T":
            self.motion.tool = number if number < MOST_TOOLS else self.motion.tool
        elif letter == b"M":
            self._m(number, text)
        elif number in (0, 1):
            self._move(text, offset, end)
        elif number in (2, 3):
            if self.motion.arc(parsing.words(text), number == 2, offset, end):
                self._extruded()
        else:
            self._g(number, text)

    def _g(self, number: int, text: bytes) -> None:
        if number == 28:
            axes = parsing.letters(text) & set("XYZ") or set("XYZ")
            if not self.heating.extruded:
                self.homed |= axes
            self.motion.home(axes)
        elif number == 92:
            self.motion.set_origin(parsing.words(text))
        elif number == 10:
            self.heating.tool_settings(parsing.words(text))
        elif number in (20, 21):
            self.motion.unit = INCH_MM if number == 20 else 1.0
        elif number in (90, 91):
            self.motion.relative = number == 91
        elif number == 280:
            self.macro_may_act = True  # Ultimaker's priming blob: homes and heats by itself

    def _m(self, number: int, text: bytes) -> None:
        if number in TEMPERATURES:
            self.heating.command(number, parsing.words(text))
        elif number in (82, 83):
            self.motion.relative_e = number == 83
        elif number == 568:
            self.heating.tool_settings(parsing.words(text))
        elif number in (600, 701):
            self.filament_changes += number == 600
        elif number == 73 and self.minutes_left is None:
            self.minutes_left = parsing.words(text).get("R")
        elif number == 486 and "T" in (words := parsing.words(text)):
            self.told_objects = int(words["T"])
        elif number in (98, 32):
            self.macro_may_act = True

    def _macro(self, line: bytes) -> None:
        if found := DEFINED.match(line):
            self._object(found.group(1))
            return
        self.heating.macro(line)
        if not self.heating.extruded and not line.upper().startswith(HARMLESS):
            self.macro_may_act = True

    @property
    def object_count(self) -> int | None:
        return self.told_objects or len(self.objects) or None
