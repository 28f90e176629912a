"""Receives files over HTTP without holding them in memory."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import BodyPartReader, web

CHUNK = 256 * 1024
FIELD_LIMIT = 1024 * 1024


@dataclass(slots=True)
class Incoming:
    """A file received completely, still under its draft name."""

    draft: Path
    filename: str
    size: int
    sha256: str
    sha1: str

    def discard(self) -> None:
        self.draft.unlink(missing_ok=True)


@dataclass(slots=True)
class Form:
    """A multipart form: plain fields as text, and the file if there was one."""

    fields: dict[str, str] = field(default_factory=dict)
    file: Incoming | None = None

    def discard(self) -> None:
        if self.file is not None:
            self.file.discard()


async def receive_form(request: web.Request, drafts: Path, file_field: str = "file") -> Form:
    """Read a multipart body in whatever order its parts come."""
    form = Form()
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.name == file_field and part.filename is not None:
                form.discard()
                form.file = await _store(_chunks(part), drafts, part.filename)
            else:
                form.fields[part.name or ""] = (await part.read())[:FIELD_LIMIT].decode()
    except BaseException:
        form.discard()
        raise
    return form


async def receive_raw(chunks: AsyncIterator[bytes], drafts: Path, filename: str) -> Incoming:
    """Keep a body that is nothing but the file."""
    return await _store(chunks, drafts, filename)


async def drain(request: web.Request) -> None:
    """Read a body to its end and forget it."""
    async for _ in request.content.iter_chunked(CHUNK):
        pass


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(CHUNK):
        yield chunk


async def _store(chunks: AsyncIterator[bytes], drafts: Path, filename: str) -> Incoming:
    sha256, sha1 = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)
    size = 0
    with tempfile.NamedTemporaryFile(dir=drafts, delete=False) as file:
        draft = Path(file.name)
        try:
            async for chunk in chunks:
                size += len(chunk)
                sha256.update(chunk)
                sha1.update(chunk)
                file.write(chunk)
                await asyncio.sleep(0)
        except BaseException:
            _drop(draft)
            raise
    return Incoming(draft, filename, size, sha256.hexdigest(), sha1.hexdigest())


def _drop(draft: Path) -> None:
    draft.unlink(missing_ok=True)
