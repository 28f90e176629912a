"""Tells from the first bytes whether a file is G-code, and what it is otherwise."""

import re
import struct
from enum import StrEnum

from apps.core.wording import gettext_noop
from apps.gcode.errors import NotGcode


class Format(StrEnum):
    """The two forms of G-code."""

    GCODE = "gcode"
    BGCODE = "bgcode"


BGCODE_MAGIC = b"GCDE"
MAGICS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "IS_PNG", gettext_noop("This is a PNG picture, not G-code.")),
    (b"\xff\xd8\xff", "IS_JPEG", gettext_noop("This is a JPEG picture, not G-code.")),
    (b"GIF8", "IS_GIF", gettext_noop("This is a GIF picture, not G-code.")),
    (
        b"PK\x03\x04",
        "IS_ZIP",
        gettext_noop("This is a ZIP archive (a 3MF project?), not G-code: slice it first."),
    ),
    (b"\x1f\x8b", "IS_GZIP", gettext_noop("This is a gzip archive; unpack it before sending.")),
    (b"%PDF", "IS_PDF", gettext_noop("This is a PDF document, not G-code.")),
    (b"\x7fELF", "IS_PROGRAM", gettext_noop("This is a program, not G-code.")),
    (b"MZ\x90", "IS_PROGRAM", gettext_noop("This is a program, not G-code.")),
    (
        b"\xff\xfe",
        "IS_UTF16",
        gettext_noop("This text is in UTF-16; G-code must be plain ASCII or UTF-8."),
    ),
    (
        b"\xfe\xff",
        "IS_UTF16",
        gettext_noop("This text is in UTF-16; G-code must be plain ASCII or UTF-8."),
    ),
)
COMMAND = re.compile(
    rb"^\s*(?:[GMTN]\d|;|\(|[A-Za-z_][A-Za-z0-9_]{3,}\s*(?:$|\w+=|;))", re.MULTILINE
)
BOM = b"\xef\xbb\xbf"
STL_HEADER = 84
STL_FACET = 50


def sniff(head: bytes) -> Format:
    """The format that the first kilobytes of a file show; `NotGcode` names anything else."""
    if not head.strip():
        raise NotGcode("EMPTY", gettext_noop("The file is empty."))
    if head.startswith(BGCODE_MAGIC):
        return Format.BGCODE
    _refuse_other_kinds(head)
    if not COMMAND.search(head.removeprefix(BOM)):
        raise NotGcode(
            "NOT_GCODE", gettext_noop("This is text, but no line of it is a G-code command.")
        )
    return Format.GCODE


def _refuse_other_kinds(head: bytes) -> None:
    for magic, code, message in MAGICS:
        if head.startswith(magic):
            raise NotGcode(code, message)
    start = head.removeprefix(BOM).lstrip()[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg")):
        raise NotGcode(
            "IS_HTML", gettext_noop("This is a web page (an error page of a server?), not G-code.")
        )
    if start.startswith((b"{", b"[{")):
        raise NotGcode("IS_JSON", gettext_noop("This is JSON, not G-code."))
    if _is_stl(head, start):
        raise NotGcode("IS_STL", gettext_noop("This is an STL model, not G-code: slice it first."))
    if _is_binary(head):
        raise NotGcode("IS_BINARY", gettext_noop("This is binary data, not G-code."))


def _is_stl(head: bytes, start: bytes) -> bool:
    if start.startswith(b"solid") and b"facet" in head:
        return True
    if len(head) < STL_HEADER + STL_FACET or b"\0" not in head[:STL_HEADER]:
        return False
    (facets,) = struct.unpack_from("<I", head, 80)
    normal = struct.unpack_from("<3f", head, STL_HEADER)
    return 0 < facets < 2**28 and all(abs(part) <= 1.01 for part in normal)


def _is_binary(head: bytes) -> bool:
    """More than one byte in fifty is no text; a few NULs are left to the reading."""
    part = head[:65536]
    odd = sum(part.count(byte) for byte in range(32) if byte not in (9, 10, 12, 13, 27))
    return odd > max(2, len(part) // 50)
