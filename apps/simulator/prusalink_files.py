"""PrusaLink's storage as the Buddy firmware (6.3) serves it: raw PUT, start, HEAD, DELETE."""

import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from apps.simulator.job import NotNowError
from apps.simulator.shelf import StoredFile
from apps.simulator.uploads import CHUNK, receive_raw

if TYPE_CHECKING:
    from apps.simulator.prusalink import PrusaLink

EXTENSIONS = (".gcode", ".gco", ".gc", ".g", ".bgcode", ".bgc")
LONGEST_PATH = 103
"""Longer ones, `/usb/` included, are cut without a word."""
FORBIDDEN = re.compile(r'["*:<>?\\|\x00-\x1f]')
TITLES = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    501: "Not Implemented",
    507: "Insufficient Storage",
}


def error_answer(status: int, message: str, close: bool = False) -> web.Response:
    body = {"title": f"{status}: {TITLES[status]}", "message": message}
    answer = web.json_response(body, status=status)
    if close:
        answer.force_close()
    return answer


def short_name(name: str) -> str:
    """A name as FAT's 8.3 entry holds it; a digest keeps long names apart."""
    stem, _, extension = name.rpartition(".")
    letters = re.sub(r"[^A-Za-z0-9_-]", "", stem).upper()
    suffix = re.sub(r"[^A-Za-z0-9]", "", extension).upper()[:3]
    if len(letters) <= 8 and len(extension) <= 3:
        return f"{letters}.{suffix}"
    digest = hashlib.sha256(name.encode()).hexdigest()[:4].upper()
    return f"{letters[:2]}{digest}~1.{suffix}"


@dataclass(slots=True)
class Transfer:
    """The one upload that runs; bytes, and seconds of the clock it began at."""

    number: int
    path: str
    size: int
    began: float
    clock_now: float
    received: int = 0

    def figures(self) -> dict[str, Any]:
        return {
            "id": self.number,
            "time_transferring": int(self.clock_now - self.began),
            "progress": round(100 * self.received / self.size, 1),
            "transferred": self.received,
        }


class FilesOfPrusaLink:
    """`/api/v1/files/usb/…` and the transfer."""

    def __init__(self, host: "PrusaLink") -> None:
        self.host = host
        self.printer = host.printer
        self.transfer: Transfer | None = None
        self._transfers = 0

    def routes(self) -> list[web.RouteDef]:
        path = "/api/v1/files/{path:.*}"
        return [
            web.get(path, self.info, allow_head=False),
            web.head(path, self.head),
            web.put(path, self.put),
            web.post(path, self.start),
            web.delete(path, self.delete),
            web.get("/usb/{path:.+}", self.download),
            web.get("/api/v1/transfer", self.show_transfer),
            web.post("/api/files/{rest:.*}", self.gone),
        ]

    async def gone(self, _: web.Request) -> web.Response:
        return error_answer(410, "Use PUT on /api/v1/files", close=True)

    async def show_transfer(self, _: web.Request) -> web.Response:
        transfer = self.transfer
        if transfer is None:
            return web.Response(status=204)
        place = {"path": f"/usb/{transfer.path}", "display_name": transfer.path}
        body = {"type": "FROM_CLIENT", **place, "size": str(transfer.size), **transfer.figures()}
        return web.json_response(body)

    async def info(self, request: web.Request) -> web.Response:
        path = self._path(request)
        stored = self._find(path)
        if stored is not None:
            return web.json_response(_describe(stored))
        prefix = f"{path}/" if path else ""
        if path and not any(name.startswith(prefix) for name in self.printer.shelf.files):
            return error_answer(404, "File not found")
        name = path.rpartition("/")[2] or "usb"
        folder = {"type": "FOLDER", "name": name, "display_name": name, "ro": False}
        return web.json_response({**folder, "children": self._children(prefix)})

    def _children(self, prefix: str) -> list[dict[str, Any]]:
        entries: dict[str, dict[str, Any]] = {}
        for stored in self.printer.shelf.files.values():
            if not stored.path.startswith(prefix):
                continue
            first, inside, _ = stored.path[len(prefix) :].partition("/")
            folder = {"type": "FOLDER", "name": first, "display_name": first, "ro": False}
            entries[first] = folder if inside else _describe(stored)
        return list(entries.values())

    async def head(self, request: web.Request) -> web.Response:
        stored = self._find(self._path(request))
        if stored is None:
            return web.Response(status=404)
        printing = "true" if self.printer.is_printing(stored.path) else "false"
        return web.Response(headers={"Read-Only": "false", "Currently-Printing": printing})

    async def download(self, request: web.Request) -> web.StreamResponse:
        stored = self._find(request.match_info["path"])
        if stored is None:
            return error_answer(404, "File not found")
        return web.FileResponse(self.printer.shelf.locate(stored.path))

    async def start(self, request: web.Request) -> web.Response:
        stored = self._find(self._path(request))
        if stored is None:
            return error_answer(404, "File not found", close=True)
        self.host.refresh()
        try:
            await self.printer.start(stored.path)
        except NotNowError:
            return error_answer(409, "Can't print right now", close=True)
        answer = web.Response(status=204)
        answer.force_close()
        return answer

    async def delete(self, request: web.Request) -> web.Response:
        stored = self._find(self._path(request))
        if stored is None:
            return error_answer(404, "File not found")
        if self.printer.is_printing(stored.path):
            return error_answer(409, "File is busy")
        self.host.machine.dismissed = True
        self.printer.delete(stored.path)
        return web.Response(status=204)

    async def put(self, request: web.Request) -> web.Response:
        path = self._path(request)
        refused = self._refused(request, path)
        if refused is not None:
            return refused
        size = request.content_length or 0
        self._transfers += 1
        now = self.host.machine.clock()
        self.transfer = Transfer(self._transfers, path, size, now, now)
        try:
            chunks = self._counted(request, self.transfer)
            incoming = await receive_raw(chunks, self.printer.shelf.drafts, path)
        finally:
            self.transfer = None
        stored = self.printer.store(incoming, path)
        if request.headers.get("Print-After-Upload") in ("?1", "1", "true"):
            try:
                await self.printer.start(path)
            except NotNowError:
                return error_answer(409, "Can't print right now", close=True)
        answer = web.json_response(_describe(stored), status=201)
        answer.force_close()
        return answer

    def _refused(self, request: web.Request, path: str) -> web.Response | None:
        existing = self._find(path)
        if request.content_length is None:
            return error_answer(411, "Content-Length is needed", close=True)
        if request.content_length == 0:
            return error_answer(501, "0-sized files aren't implemented", close=True)
        if not path.lower().endswith(EXTENSIONS):
            return error_answer(415, "Not a GCODE", close=True)
        if FORBIDDEN.search(path):
            return error_answer(422, "Filename contains invalid characters", close=True)
        if self.transfer is not None:
            return error_answer(409, "Another transfer in progress", close=True)
        if existing is not None and request.headers.get("Overwrite") != "?1":
            return error_answer(409, "File already exists", close=True)
        if existing is not None and self.printer.is_printing(existing.path):
            return error_answer(409, "File is busy", close=True)
        return None

    async def _counted(self, request: web.Request, transfer: Transfer) -> AsyncIterator[bytes]:
        async for chunk in request.content.iter_chunked(CHUNK):
            transfer.received += len(chunk)
            transfer.clock_now = self.host.machine.clock()
            yield chunk

    def _path(self, request: web.Request) -> str:
        """The path below `/usb/`; answers 403 or 404 itself for anything else."""
        parts = [part for part in request.match_info["path"].split("/") if part]
        if not parts or parts[0] != "usb":
            raise web.HTTPForbidden(text="403: Forbidden")
        if ".." in parts:
            raise web.HTTPNotFound(text="404: Not Found")
        return "/".join(parts)[: LONGEST_PATH - 1].partition("/")[2]

    def _find(self, path: str) -> StoredFile | None:
        """By long or by short name; FAT knows no upper and lower case."""
        folder, _, name = path.rpartition("/")
        for stored in self.printer.shelf.files.values():
            its_folder, _, its_name = stored.path.rpartition("/")
            if folder.lower() != its_folder.lower():
                continue
            if name.lower() in (its_name.lower(), short_name(its_name).lower()):
                return stored
        return None


def _describe(stored: StoredFile) -> dict[str, Any]:
    short = short_name(stored.name)
    folder = stored.path.rpartition("/")[0]
    return {
        "type": "PRINT_FILE",
        "name": short,
        "display_name": stored.name,
        "ro": False,
        "size": stored.size,
        "m_timestamp": int(stored.stored_at),
        "refs": {"download": f"/usb/{folder}/{short}".replace("//", "/")},
    }
