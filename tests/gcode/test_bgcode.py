"""Binary G-code: every packing comes out as the text that went in; lies are refused."""

import io
import struct
import zlib

import heatshrink2
import pytest

from apps.gcode import bgcode, meatpack
from apps.gcode.errors import NotGcode

TEXT = b"G28\nM104 S215\nG1 X10.5 Y20 E1\n" * 20
HEADER = struct.pack("<4sIH", b"GCDE", 1, 1)


def packed(content: bytes, packing: int) -> bytes:
    if packing < 2:
        return zlib.compress(content) if packing else content
    shrunk: bytes = heatshrink2.compress(content, window_sz2=9 + packing, lookahead_sz2=4)
    return shrunk


def block(kind: int, content: bytes, packing: int = 0, *, claims: int | None = None) -> bytes:
    stored = packed(content, packing)
    size = len(content) if claims is None else claims
    head = struct.pack("<HHI", kind, packing, size)
    head += struct.pack("<I", len(stored)) if packing else b""
    body = head + struct.pack("<H", 0) + stored
    return body + struct.pack("<I", zlib.crc32(body))


def opened(content: bytes) -> list[bgcode.Block]:
    return list(bgcode.blocks(io.BytesIO(content), len(content)))


@pytest.mark.parametrize("packing", [0, 1, 2, 3])
def test_each_compression_is_undone(packing: int) -> None:
    found = opened(HEADER + block(1, TEXT, packing))
    assert [part.text() for part in found] == [TEXT]


def test_metadata_is_pairs() -> None:
    (found,) = opened(HEADER + block(2, b"printer_model=MK3S\nnotes=a=b\n"))
    assert found.kind is bgcode.Kind.SLICER
    assert found.pairs() == {"printer_model": "MK3S", "notes": "a=b"}


@pytest.mark.parametrize("cut", [4, 12, 40, -1])
def test_a_cut_off_file_is_refused(cut: int) -> None:
    whole = HEADER + block(1, TEXT, 1)
    with pytest.raises(NotGcode) as caught:
        opened(whole[:cut])
    assert caught.value.code == "BGCODE_TRUNCATED"


def test_one_flipped_bit_is_refused() -> None:
    whole = bytearray(HEADER + block(1, TEXT))
    whole[40] ^= 1
    with pytest.raises(NotGcode) as caught:
        opened(bytes(whole))
    assert caught.value.code == "BGCODE_CRC"


def test_a_claimed_size_of_four_gigabytes_is_refused() -> None:
    with pytest.raises(NotGcode) as caught:
        opened(HEADER + block(1, TEXT, 1, claims=2**32 - 1))
    assert caught.value.code == "BGCODE_SIZE"


def test_content_shorter_than_claimed_is_refused() -> None:
    with pytest.raises(NotGcode) as caught:
        opened(HEADER + block(1, TEXT, 1, claims=len(TEXT) + 1))
    assert caught.value.code == "BGCODE_DAMAGED"


def test_another_version_is_refused() -> None:
    with pytest.raises(NotGcode) as caught:
        opened(struct.pack("<4sIH", b"GCDE", 9, 1))
    assert caught.value.code == "BGCODE_VERSION"


MEATPACK = [
    (b"plain", b"plain"),
    (b"\xff\xff\xfb\x1d\xbf" + b";", b"G1; "),
    (b"\xff\xff\xfb" + b"\xff" + b";a" + b"\x1d", b";aG1"),
    (b"\xff\xff\xfb\xff\xff\xf7\xbe\x21", b"XE12"),
    (b"\xff\xff\xfb\x1d\xff\xff\xfaG2", b"G1G2"),
]


@pytest.mark.parametrize(("content", "text"), MEATPACK)
def test_meatpack(content: bytes, text: bytes) -> None:
    assert meatpack.unpacked(content) == text
