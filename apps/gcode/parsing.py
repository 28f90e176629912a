"""Takes one line of G-code apart: number, checksum, command and words."""

import math
import re

WORD = re.compile(rb"([A-Za-z])\s*([-+]?(?:\d+\.?\d*|\.\d+))")
NUMBERED = re.compile(rb"[Nn]\d+\s*")
COMMAND = re.compile(rb"([GMTgmt])\s*(\d+)(?:\.\d+)?\s*")
MACRO = re.compile(rb"[A-Za-z_][A-Za-z0-9_]{2,}(?=\s|$)")
INLINE = re.compile(rb"\([^)]*\)")
LARGEST = 1e9
TRAILER = re.compile(rb"\*(\d+)\s*$")


def words(text: bytes) -> dict[str, float]:
    """Letter and number of each word; a letter alone (`G28 X`) is not in it.

    Numbers that no machine could mean (NaN, infinite, beyond a million metres) are left out.
    """
    try:
        found = {chr(part[0] & 0xDF): float(part[1:]) for part in text.split()}
    except ValueError:
        pairs = WORD.findall(INLINE.sub(b"", text))
        found = {letter.decode().upper(): float(value) for letter, value in pairs}
    if math.hypot(*found.values()) < LARGEST:
        return found
    return {letter: value for letter, value in found.items() if abs(value) < LARGEST}


def letters(text: bytes) -> set[str]:
    """The letters of a line, with numbers or without."""
    return set(text.decode("ascii", "replace").upper())


def unnumbered(line: bytes) -> tuple[bytes, bool]:
    """(the command without line number and checksum, whether the checksum is right)."""
    found = TRAILER.search(line)
    right = True
    if found:
        total = 0
        for byte in line[: found.start()]:
            total ^= byte
        right = total == int(found.group(1))
        line = line[: found.start()]
    return NUMBERED.sub(b"", line, count=1).strip(), right
