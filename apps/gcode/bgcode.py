"""Opens binary G-code (.bgcode, version 1): checked blocks, nothing believed that they claim."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO

import heatshrink2

from apps.core.wording import gettext_noop
from apps.gcode import meatpack
from apps.gcode.errors import NotGcode

LARGEST_BLOCK = 1 << 24
CRC_BYTES = 4


class Kind(IntEnum):
    """Types of blocks."""

    FILE = 0
    GCODE = 1
    SLICER = 2
    PRINTER = 3
    PRINT = 4
    THUMBNAIL = 5


THUMBNAIL_KINDS = ("png", "jpg", "qoi")
WINDOWS = {2: 11, 3: 12}


@dataclass(frozen=True, slots=True)
class Block:
    """One block, decompressed; `parameters` are (encoding,) or (format, width, height)."""

    kind: Kind
    parameters: tuple[int, ...]
    content: bytes

    def pairs(self) -> dict[str, str]:
        """The `key=value` lines of a metadata block."""
        lines = self.content.decode("utf-8", "replace").splitlines()
        return {k.strip(): v.strip() for k, _, v in (line.partition("=") for line in lines)}

    def text(self) -> bytes:
        """The G-code of a G-code block."""
        return meatpack.unpacked(self.content) if self.parameters[0] else self.content


def blocks(stream: BinaryIO, size: int) -> Iterator[Block]:
    """Every block in order; `NotGcode` at the first that is cut off or damaged.

    `size` is the length of the file: a block that claims more is refused before it is read.
    """
    checked = _file_header(stream.read(10))
    while stream.tell() < size:
        yield _block(stream, size, checked)


def _file_header(header: bytes) -> bool:
    """Whether the blocks carry a CRC32."""
    if len(header) < 10:
        raise _cut_off()
    _, version, checksum = struct.unpack("<4sIH", header)
    if version != 1 or checksum > 1:
        raise NotGcode(
            "BGCODE_VERSION",
            gettext_noop("Binary G-code of version %(version)s is not known.")
            % {"version": version},
        )
    return bool(checksum)


def _block(stream: BinaryIO, size: int, checked: bool) -> Block:
    raw = _read(stream, 8)
    kind, compression, full_size = struct.unpack("<HHI", raw)
    stored = full_size
    if compression:
        more = _read(stream, 4)
        (stored,) = struct.unpack("<I", more)
        raw += more
    if kind > Kind.THUMBNAIL or compression > 3:
        raise NotGcode(
            "BGCODE_DAMAGED", gettext_noop("The binary G-code has a block of an unknown type.")
        )
    extra = _read(stream, 6 if kind == Kind.THUMBNAIL else 2)
    if stream.tell() + stored + CRC_BYTES * checked > size:
        raise _cut_off()
    if max(stored, full_size) > LARGEST_BLOCK:
        raise NotGcode(
            "BGCODE_SIZE", gettext_noop("A block of the binary G-code claims an impossible size.")
        )
    content = _read(stream, stored)
    if checked and _read(stream, CRC_BYTES) != struct.pack("<I", zlib.crc32(raw + extra + content)):
        raise NotGcode(
            "BGCODE_CRC", gettext_noop("The binary G-code is damaged: a checksum does not match.")
        )
    parameters = struct.unpack(f"<{len(extra) // 2}H", extra)
    return Block(Kind(kind), parameters, _decompressed(content, compression, full_size))


def _decompressed(content: bytes, compression: int, size: int) -> bytes:
    if not compression:
        return content
    try:
        plain = _inflated(content, size) if compression == 1 else _unshrunk(content, compression)
    except (zlib.error, ValueError, RuntimeError, MemoryError) as error:
        raise _damaged() from error
    if len(plain) < size:
        raise _damaged()
    return plain[:size]


def _inflated(content: bytes, size: int) -> bytes:
    return zlib.decompressobj().decompress(content, size)


def _unshrunk(content: bytes, compression: int) -> bytes:
    plain: bytes = heatshrink2.decompress(content, window_sz2=WINDOWS[compression], lookahead_sz2=4)
    return plain


def _read(stream: BinaryIO, count: int) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise _cut_off()
    return content


def _cut_off() -> NotGcode:
    return NotGcode(
        "BGCODE_TRUNCATED", gettext_noop("The binary G-code is cut off: a block is incomplete.")
    )


def _damaged() -> NotGcode:
    return NotGcode(
        "BGCODE_DAMAGED", gettext_noop("The binary G-code is damaged: a block does not decompress.")
    )
