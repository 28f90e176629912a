"""Content-addressed storage: a file lies under its own SHA-256, written whole or not at all."""

import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from apps.core.errors import Refused, Unavailable
from apps.core.wording import gettext_noop
from apps.gcode.errors import NotGcode
from apps.gcode.sniffing import sniff
from apps.jobs.models import GcodeFile

CHUNK = 1 << 20
HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies in storage."""

    sha256: str
    sha1: str
    size: int
    suffix: str


def path_of(gcode: GcodeFile) -> Path:
    """Where the content of this row lies."""
    return _place(gcode.sha256, gcode.suffix)


def thumbnail_path(gcode: GcodeFile) -> Path:
    """Where the picture of this file lies, if it has one."""
    return _place(gcode.sha256, ".png")


def chunks_of(gcode: GcodeFile, size: int = CHUNK) -> Iterator[bytes]:
    """The content, piece by piece."""
    with path_of(gcode).open("rb") as file:
        while piece := file.read(size):
            yield piece


async def chunks_of_async(gcode: GcodeFile, size: int = CHUNK) -> AsyncIterator[bytes]:
    """The content for a streaming response: memory stays at one piece."""
    for piece in chunks_of(gcode, size):
        yield piece


def store(chunks: Iterable[bytes], *, size: int | None = None, sha256: str = "") -> Stored:
    """Write the chunks; raises Refused and leaves nothing behind when they are not what was promised.

    Codes: FILE_TOO_LARGE, FILE_EMPTY, FILE_TRUNCATED (other than `size` bytes), HASH_MISMATCH,
    and those of `apps.gcode.NotGcode`. Raises Unavailable (STORAGE_FULL) when the disk is full.
    """
    folder = settings.MEDIA_ROOT / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix="upload-")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            stored = _write(chunks, out.write)
            out.flush()
            os.fsync(out.fileno())
        _check(stored, size, sha256)
        place = _place(stored.sha256, stored.suffix)
        place.parent.mkdir(parents=True, exist_ok=True)
        part.replace(place)
    except OSError as error:
        raise Unavailable(
            gettext_noop("the file could not be stored: %(error)s") % {"error": error},
            code="STORAGE_FULL",
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return stored


def _write(chunks: Iterable[bytes], write: Callable[[bytes], int]) -> Stored:
    sha256, sha1 = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)
    size, head, suffix = 0, b"", ""
    for chunk in chunks:
        size += len(chunk)
        if size > settings.MAX_UPLOAD_BYTES:
            raise too_large()
        if not suffix:
            head += chunk
            if len(head) >= HEAD:
                suffix = _suffix(head)
        sha256.update(chunk)
        sha1.update(chunk)
        write(chunk)
    return Stored(sha256.hexdigest(), sha1.hexdigest(), size, suffix or _suffix(head))


def too_large() -> Refused:
    """The refusal of a file over the limit."""
    limit = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
    message = gettext_noop(
        "the file is larger than %(limit)s MB; FARM_MAX_UPLOAD_MB sets the limit"
    ) % {"limit": limit}
    return Refused(message, code="FILE_TOO_LARGE", errors={"file": [message]})


def _suffix(head: bytes) -> str:
    try:
        return f".{sniff(head)}"
    except NotGcode as error:
        code = "FILE_EMPTY" if error.code == "EMPTY" else error.code
        raise Refused(error.message, code=code, errors={"file": [error.message]}) from None


def _check(stored: Stored, size: int | None, sha256: str) -> None:
    if size is not None and stored.size != size:
        message = gettext_noop(
            "the file is cut off: %(size)s of %(wanted)s bytes arrived; send it again"
        ) % {"size": stored.size, "wanted": size}
        raise Refused(message, code="FILE_TRUNCATED", errors={"file": [message]})
    if sha256 and stored.sha256 != sha256.lower():
        message = gettext_noop("the SHA-256 of what arrived is another one; send the file again")
        raise Refused(message, code="HASH_MISMATCH", errors={"sha256": [message]})


def _place(sha256: str, suffix: str) -> Path:
    root: Path = settings.MEDIA_ROOT
    return root / "gcode" / sha256[:2] / f"{sha256}{suffix}"
