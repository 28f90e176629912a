"""Finds the largest picture that a slicer put into the comments of a file."""

import base64
import binascii
import re
from collections.abc import Iterator

from apps.gcode.metadata import Thumbnail

BEGIN = re.compile(rb"^;\s*thumbnail\w* begin[: ]+(\d+)[x ](\d+)[^\n]*\n", re.MULTILINE)
END = re.compile(rb"^;\s*thumbnail\w* end", re.MULTILINE)
KINDS = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"qoif", "qoi"))


def kind_of(content: bytes) -> str | None:
    """png, jpg or qoi by the first bytes."""
    return next((kind for magic, kind in KINDS if content.startswith(magic)), None)


def largest(text: bytes) -> Thumbnail | None:
    """The picture with most pixels of those that can be decoded."""
    return max(_pictures(text), key=lambda picture: picture.width * picture.height, default=None)


def _pictures(text: bytes) -> Iterator[Thumbnail]:
    at = 0
    while (begin := BEGIN.search(text, at)) and (end := END.search(text, begin.end())):
        content = _decoded(text[begin.end() : end.start()])
        kind = kind_of(content)
        if kind:
            yield Thumbnail(kind, int(begin.group(1)), int(begin.group(2)), content)
        at = end.end()


def _decoded(rows: bytes) -> bytes:
    """Nothing where the text is no base64."""
    try:
        return base64.b64decode(re.sub(rb"[;\s]", b"", rows), validate=True)
    except binascii.Error:
        return b""
