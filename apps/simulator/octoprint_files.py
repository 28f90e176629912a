"""A simulated OctoPrint 1.11: its files and uploads."""

import json
import shutil
from json import JSONDecodeError
from typing import Any
from urllib.parse import quote

from aiohttp import web

from apps.simulator.job import NotNowError
from apps.simulator.octoprint_host import USER, OctoPrint
from apps.simulator.shelf import StoredFile
from apps.simulator.uploads import Form, receive_form

EXTENSIONS = (".gcode", ".gco", ".g")
LONGEST_NAME = 255
NOT_FOUND = (
    "The requested URL was not found on the server. If you entered the URL manually please check "
    "your spelling and try again."
)
BUSY_SELECT = "Printer is already printing, cannot select a new file"


def error_answer(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)


async def json_command(request: web.Request) -> dict[str, Any]:
    """The JSON object sent; answers 415 or 400 itself when there is none."""
    if request.content_type != "application/json":
        raise _refusal(web.HTTPUnsupportedMediaType, "Expected content-type JSON")
    try:
        body = await request.json()
    except JSONDecodeError:
        raise _refusal(web.HTTPBadRequest, "Malformed JSON body in request") from None
    if not isinstance(body, dict):
        raise _refusal(web.HTTPBadRequest, "command is invalid")
    return body


def _refusal(kind: type[web.HTTPClientError], text: str) -> web.HTTPClientError:
    body = json.dumps({"error": text})
    return kind(text=body, content_type="application/json")


def file_reference(stored: StoredFile) -> dict[str, Any]:
    """How a job names its file."""
    return {
        "name": stored.name,
        "display": stored.name,
        "path": stored.path,
        "origin": "local",
        "size": stored.size,
        "date": int(stored.stored_at),
    }


def safe_path(folder: str, name: str) -> str | None:
    """Where OctoPrint stores a file sent under that folder and name; None when it refuses."""
    parts = [part for part in f"{folder}/{name}".split("/") if part]
    if not parts or any(part in (".", "..") for part in parts):
        return None
    return "/".join(part.lstrip(".").translate(STRIPPED) for part in parts)


STRIPPED = str.maketrans("", "", ';:?"<>|*\\')


class FilesOfOctoPrint:
    """`/api/files` and the downloads."""

    def __init__(self, host: OctoPrint) -> None:
        self.host = host
        self.printer = host.printer

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/files", self.index),
            web.get("/api/files/local", self.index),
            web.post("/api/files/local", self.upload),
            web.post("/api/files/{target:[^/]+}", self.no_target),
            web.get("/api/files/local/{path:.+}", self.info),
            web.post("/api/files/local/{path:.+}", self.command),
            web.delete("/api/files/local/{path:.+}", self.delete),
            web.get("/downloads/files/local/{path:.+}", self.download),
        ]

    async def index(self, request: web.Request) -> web.Response:
        recursive = request.query.get("recursive", "false") == "true"
        disk = shutil.disk_usage(self.printer.shelf.drafts)
        files = self._folder(request, "", recursive)
        return web.json_response({"files": files, "free": disk.free, "total": disk.total})

    def _folder(self, request: web.Request, prefix: str, recursive: bool) -> list[dict[str, Any]]:
        entries: dict[str, dict[str, Any]] = {}
        for stored in self.printer.shelf.files.values():
            if not stored.path.startswith(prefix):
                continue
            first, inside, _ = stored.path[len(prefix) :].partition("/")
            if not inside:
                entries[first] = self._describe(request, stored)
            elif first not in entries:
                path = prefix + first
                children = self._folder(request, f"{path}/", True) if recursive else []
                entries[first] = _folder_entry(first, path, children)
        return list(entries.values())

    async def info(self, request: web.Request) -> web.Response:
        self.host.refresh()
        stored = self.printer.shelf.files.get(request.match_info["path"])
        if stored is None:
            return error_answer(404, NOT_FOUND)
        return web.json_response(self._describe(request, stored))

    async def download(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        if path not in self.printer.shelf.files:
            return error_answer(404, NOT_FOUND)
        return web.FileResponse(self.printer.shelf.locate(path))

    async def delete(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        self.host.refresh()
        inside = [known for known in self.printer.shelf.files if known.startswith(f"{path}/")]
        doomed = inside or [path]
        if any(self.printer.is_printing(known) for known in doomed):
            return error_answer(409, "Trying to delete a file that is currently in use")
        if path not in self.printer.shelf.files and not inside:
            return error_answer(404, NOT_FOUND)
        for known in doomed:
            self.printer.delete(known)
            if self.host.selected == known:
                self.host.select(None)
        return web.Response(status=204)

    async def command(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        body = await json_command(request)
        self.host.refresh()
        if path not in self.printer.shelf.files:
            return error_answer(404, NOT_FOUND)
        if body.get("command") not in ("select", "unselect"):
            return error_answer(400, "command is invalid")
        if self.host.machine.busy or not self.host.operational:
            return error_answer(409, BUSY_SELECT)
        if body["command"] == "unselect":
            self.host.select(None)
            return web.Response(status=204)
        self.host.select(path)
        if body.get("print"):
            await self._print(path)
        return web.Response(status=204)

    async def no_target(self, _: web.Request) -> web.Response:
        return error_answer(404, "Unknown target")

    async def upload(self, request: web.Request) -> web.Response:
        if not request.content_type.startswith("multipart/"):
            return error_answer(400, "No file to upload and no folder to create")
        form = await receive_form(request, self.printer.shelf.drafts)
        try:
            return await self._keep(request, form)
        finally:
            form.discard()

    async def _keep(self, request: web.Request, form: Form) -> web.Response:
        if form.file is None:
            return error_answer(400, "No file to upload and no folder to create")
        self.host.refresh()
        path = safe_path(
            form.fields.get("path", ""), form.fields.get("filename") or form.file.filename
        )
        refused = self._refused(form, path)
        if refused is not None or path is None:
            return refused or error_answer(400, "Can not upload file, invalid file name")
        stored = self.printer.store(form.file, path)
        if "userdata" in form.fields:
            stored.userdata = json.loads(form.fields["userdata"])
            self.printer.shelf.save()
        wants_print = form.fields.get("print") == "true"
        wants_select = wants_print or form.fields.get("select") == "true"
        selected = wants_select and self.host.operational and not self.host.machine.busy
        if selected:
            self.host.select(path)
        printing = selected and wants_print and await self._print(path)
        return self._created(request, stored, selected, printing)

    def _refused(self, form: Form, path: str | None) -> web.Response | None:
        if path is None:
            return error_answer(400, "Can not upload file, invalid file name")
        name = path.rpartition("/")[2]
        if not name.lower().endswith(EXTENSIONS) or len(name) > LONGEST_NAME:
            return error_answer(415, "Could not upload file, invalid type")
        if not _is_json(form.fields.get("userdata", "{}")):
            return error_answer(400, "userdata contains invalid JSON")
        if form.fields.get("noOverwrite") == "true" and path in self.printer.shelf.files:
            return error_answer(409, "File already exists and noOverwrite was set")
        if self.printer.is_printing(path):
            return error_answer(409, "Trying to overwrite file that is currently being printed")
        return None

    async def _print(self, path: str) -> bool:
        try:
            await self.printer.start(path, user=USER)
        except NotNowError:
            return False
        self.host.refresh()
        return True

    def _created(
        self, request: web.Request, stored: StoredFile, selected: bool, printing: bool
    ) -> web.Response:
        refs = _references(request, stored.path)
        body = {
            "done": True,
            "effectiveSelect": selected,
            "effectivePrint": printing,
            "files": {
                "local": {
                    "name": stored.name,
                    "path": stored.path,
                    "origin": "local",
                    "refs": refs,
                }
            },
        }
        return web.json_response(body, status=201, headers={"Location": refs["resource"]})

    def _describe(self, request: web.Request, stored: StoredFile) -> dict[str, Any]:
        entry: dict[str, Any] = {
            **file_reference(stored),
            "hash": stored.sha1,
            "type": "machinecode",
            "typePath": ["machinecode", "gcode"],
            "user": stored.user,
            "refs": _references(request, stored.path),
        }
        if stored.userdata is not None:
            entry["userdata"] = stored.userdata
        if stored.last_at is not None:
            last: dict[str, Any] = {"date": stored.last_at, "success": stored.last_success}
            if stored.last_success:
                last["printTime"] = stored.last_s
            entry["prints"] = {
                "success": stored.success,
                "failure": stored.failure,
                "last": last,
            }
        return entry


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except JSONDecodeError:
        return False
    return True


def _folder_entry(name: str, path: str, children: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name,
        "display": name,
        "path": path,
        "origin": "local",
        "type": "folder",
        "typePath": ["folder"],
        "children": children,
    }


def _references(request: web.Request, path: str) -> dict[str, str]:
    root = f"{request.scheme}://{request.host}"
    return {
        "resource": f"{root}/api/files/local/{quote(path)}",
        "download": f"{root}/downloads/files/local/{quote(path)}",
    }
