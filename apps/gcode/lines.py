"""Lines of a file of any size in bounded memory, each with its byte offset."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from apps.core.wording import gettext_noop
from apps.gcode.errors import NotGcode

CHUNK = 1 << 18
LONGEST_LINE = 1 << 20


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in blocks of a quarter of a megabyte."""
    while block := stream.read(CHUNK):
        yield block


def lines(blocks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """(byte offset, line without its end); `NotGcode` at a line over one megabyte."""
    offset, rest = 0, b""
    for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            yield offset, line
            offset += len(line) + 1
        if len(rest) > LONGEST_LINE:
            raise NotGcode(
                "LINE_TOO_LONG", gettext_noop("The file has a line of over a megabyte: no G-code.")
            )
    if rest:
        yield offset, rest
