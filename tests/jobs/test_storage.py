"""What is stored lies under its own hash; what is not as promised leaves nothing behind."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from apps.core.errors import Refused, Unavailable
from apps.jobs import storage
from apps.jobs.models import GcodeFile
from tests.builders import GCODE

PIECES = [GCODE[:100], GCODE[100:]]


@pytest.fixture(autouse=True)
def root(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_file_lies_under_its_hash(root: Path) -> None:
    stored = storage.store(PIECES, size=len(GCODE))
    assert stored.sha256 == hashlib.sha256(GCODE).hexdigest()
    assert stored.sha1 == hashlib.sha1(GCODE).hexdigest()
    row = GcodeFile(sha256=stored.sha256, suffix=stored.suffix)
    assert files(root) == [storage.path_of(row)]
    assert b"".join(storage.chunks_of(row, 7)) == GCODE
    assert storage.store(PIECES) == stored
    assert len(files(root)) == 1


@pytest.mark.asyncio
async def test_a_file_is_streamed_piece_by_piece() -> None:
    stored = storage.store(PIECES)
    row = GcodeFile(sha256=stored.sha256, suffix=stored.suffix)
    pieces = [piece async for piece in storage.chunks_of_async(row, 100)]
    assert (b"".join(pieces), len(pieces[0])) == (GCODE, 100)


@pytest.mark.parametrize(
    ("content", "size", "sha256", "code", "field"),
    [
        (b"", None, "", "FILE_EMPTY", "file"),
        (b"", 0, "", "FILE_EMPTY", "file"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", None, "", None, "file"),
        (b"PK\x03\x04" + bytes(200), None, "", None, "file"),
        (GCODE, len(GCODE) + 1, "", "FILE_TRUNCATED", "file"),
        (GCODE, len(GCODE) - 1, "", "FILE_TRUNCATED", "file"),
        (GCODE, None, "0" * 64, "HASH_MISMATCH", "sha256"),
    ],
)
def test_what_is_not_as_promised_leaves_nothing_behind(
    root: Path, content: bytes, size: int | None, sha256: str, code: str | None, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        storage.store([content] if content else [], size=size, sha256=sha256)
    assert code is None or refusal.value.code == code
    assert refusal.value.errors[field] == [refusal.value.message]
    assert files(root) == []


def test_a_hash_is_compared_in_any_case() -> None:
    assert storage.store(PIECES, sha256=hashlib.sha256(GCODE).hexdigest().upper())


def test_a_file_over_the_limit_is_refused_while_it_arrives(root: Path, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 3 << 20
    read = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield GCODE * 2000

    with pytest.raises(Refused) as refusal:
        storage.store(endless())
    assert refusal.value.code == "FILE_TOO_LARGE"
    assert "3 MB" in refusal.value.message
    assert len(read) < 10
    assert files(root) == []


def test_a_sender_that_breaks_off_leaves_nothing_behind(root: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield GCODE
        raise ConnectionResetError("gone")

    with pytest.raises((Unavailable, ConnectionResetError)):
        storage.store(broken())
    assert files(root) == []


def test_a_full_disk_is_told_as_such(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("apps.jobs.storage.os.fsync", full)
    with pytest.raises(Unavailable) as refusal:
        storage.store(PIECES)
    assert refusal.value.code == "STORAGE_FULL"
    assert files(root) == []
