"""A simulated Moonraker 0.11 over HTTP: REST, JSON-RPC, uploads."""

import hmac
from json import JSONDecodeError
from typing import Any
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from apps.simulator.faults import disturbed_by
from apps.simulator.moonraker_methods import Methods
from apps.simulator.moonraker_records import START_EXTENSIONS, CallError, Params
from apps.simulator.moonraker_socket import Socket
from apps.simulator.moonraker_state import Klipper
from apps.simulator.printer import Printer
from apps.simulator.uploads import Form, Incoming, receive_form

LONGEST_NAME = 255
OPEN_PATHS = ("/access/info", "/websocket")
REASONS = {400: "Bad Request", 403: "Forbidden", 422: "Unprocessable Entity", 500: "Internal"}
GETS = {
    "/server/info": "server.info",
    "/server/files/list": "server.files.list",
    "/server/files/directory": "server.files.get_directory",
    "/server/files/metadata": "server.files.metadata",
    "/server/history/list": "server.history.list",
    "/server/history/totals": "server.history.totals",
    "/server/webcams/list": "server.webcams.list",
    "/server/temperature_store": "server.temperature_store",
    "/printer/info": "printer.info",
    "/printer/objects/list": "printer.objects.list",
}
POSTS = {
    "/server/restart": "server.restart",
    "/printer/gcode/script": "printer.gcode.script",
    "/printer/print/start": "printer.print.start",
    "/printer/print/pause": "printer.print.pause",
    "/printer/print/resume": "printer.print.resume",
    "/printer/print/cancel": "printer.print.cancel",
    "/printer/emergency_stop": "printer.emergency_stop",
    "/printer/firmware_restart": "printer.firmware_restart",
    "/printer/restart": "printer.restart",
    "/printer/objects/query": "printer.objects.query",
}


class Api:
    """Turns HTTP into method calls and their results into answers."""

    def __init__(self, methods: Methods) -> None:
        self.methods = methods
        self.printer = methods.printer

    def calls(self, name: str) -> Handler:
        async def handler(request: web.Request) -> web.Response:
            return await self._answer(name, {**dict(request.query), **await _json_of(request)})

        return handler

    async def _answer(self, name: str, params: Params) -> web.Response:
        try:
            return web.json_response({"result": await self.methods.call(name, params)})
        except CallError as failure:
            return failure_answer(failure)

    async def query(self, request: web.Request) -> web.Response:
        """`?print_stats&extruder=temperature,target`"""
        objects = {
            name: fields.split(",") if fields else None for name, fields in request.query.items()
        }
        return await self._answer("printer.objects.query", {"objects": objects})

    async def rpc(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return failure_answer(CallError(400, "Bad Request"))
        try:
            body = await request.json()
        except JSONDecodeError:
            return web.json_response(_rpc_error(None, -32700, "Parse error"))
        return web.json_response(await answer_rpc(self.methods, body))

    async def access_info(self, _: web.Request) -> web.Response:
        info = {
            "default_source": "moonraker",
            "available_sources": ["moonraker"],
            "login_required": False,
            "trusted": False,
        }
        return web.json_response({"result": info})

    async def download(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        if path not in self.printer.shelf.files:
            return failure_answer(CallError(404, "Not Found"))
        return web.FileResponse(self.printer.shelf.locate(path))

    async def delete(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        return await self._answer("server.files.delete_file", {"path": f"gcodes/{path}"})

    async def upload(self, request: web.Request) -> web.Response:
        if not request.content_type.startswith("multipart/"):
            return _refused(400)
        form = await receive_form(request, self.printer.shelf.drafts)
        try:
            return await self._keep(form)
        finally:
            form.discard()

    async def _keep(self, form: Form) -> web.Response:
        incoming = form.file
        if incoming is None:
            return _refused(500)
        wanted = form.fields.get("checksum", "").lower()
        if wanted and wanted != incoming.sha256:
            return _refused(422)
        path, status = _place(form, incoming)
        if path is None:
            return _refused(status)
        self.methods.klipper.refresh()
        if self.printer.is_printing(path):
            return _refused(403)
        stored = self.printer.store(incoming, path)
        item = {
            "path": path,
            "root": "gcodes",
            "modified": stored.stored_at,
            "size": stored.size,
            "permissions": "rw",
        }
        answer: dict[str, Any] = {"item": item, "action": "create_file"}
        if path.lower().endswith(START_EXTENSIONS):
            wants_print = form.fields.get("print") == "true"
            answer["print_started"] = wants_print and await self._print(path)
            answer["print_queued"] = False
        location = {"Location": f"/server/files/gcodes/{quote(path)}"}
        return web.json_response(answer, status=201, headers=location)

    async def _print(self, path: str) -> bool:
        """Whether it started; why not is not told, as in the real host."""
        ready = self.methods.klipper.state == "ready"
        return ready and path.endswith(START_EXTENSIONS) and await self.methods.begin(path)


def _place(form: Form, incoming: Incoming) -> tuple[str | None, int]:
    """Where the file goes, else the status of the refusal."""
    if form.fields.get("root", "gcodes") not in ("gcodes", ""):
        return None, 400
    parts = [
        part for part in f"{form.fields.get('path', '')}/{incoming.filename}".split("/") if part
    ]
    if not parts or ".." in parts:
        return None, 400
    if len(parts[-1]) > LONGEST_NAME:
        return None, 500
    return "/".join(parts), 201


async def answer_rpc(methods: Methods, body: Any) -> dict[str, Any]:
    """One JSON-RPC 2.0 answer, errors included."""
    if not isinstance(body, dict) or not isinstance(body.get("method"), str):
        return _rpc_error(None, -32600, "Invalid Request")
    try:
        result = await methods.call(body["method"], body.get("params") or {})
    except CallError as failure:
        return _rpc_error(body.get("id"), failure.code, failure.message)
    return {"jsonrpc": "2.0", "result": result, "id": body.get("id")}


def _rpc_error(number: Any, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "error": {"code": code, "message": message}, "id": number}


def failure_answer(failure: CallError) -> web.Response:
    """Texts of more than one line come back as `Unknown`; the whole stands in the traceback."""
    message = "Unknown" if "\n" in failure.message else failure.message
    status = failure.code if 400 <= failure.code < 600 else 404
    error = {
        "code": status,
        "message": message,
        "traceback": f"Traceback (most recent call last)\n{failure.message}",
    }
    return web.json_response({"error": error}, status=status)


def _refused(status: int) -> web.Response:
    return failure_answer(CallError(status, REASONS[status]))


async def _json_of(request: web.Request) -> Params:
    if request.content_type != "application/json" or not request.can_read_body:
        return {}
    try:
        body = await request.json()
    except JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def _guarded_by(key: str) -> Middleware:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("X-Api-Key", "")
        if request.path in OPEN_PATHS or hmac.compare_digest(given.encode(), key.encode()):
            return await handler(request)
        return web.json_response({"error": {"code": 401, "message": "Unauthorized"}}, status=401)

    return guard


def build_moonraker(printer: Printer) -> web.Application:
    """The HTTP application of one simulated Moonraker."""
    methods = Methods(Klipper(printer))
    api, socket = Api(methods), Socket(methods, printer.spec.api_key, answer_rpc)
    app = web.Application(
        middlewares=[disturbed_by(printer.faults), _guarded_by(printer.spec.api_key)]
    )
    app.add_routes([web.get(path, api.calls(name)) for path, name in GETS.items()])
    app.add_routes([web.post(path, api.calls(name)) for path, name in POSTS.items()])
    app.add_routes(
        [
            web.get("/access/info", api.access_info),
            web.get("/printer/objects/query", api.query),
            web.post("/server/jsonrpc", api.rpc),
            web.post("/server/files/upload", api.upload),
            web.get("/server/files/gcodes/{path:.+}", api.download),
            web.delete("/server/files/gcodes/{path:.+}", api.delete),
            web.get("/websocket", socket.handle),
        ]
    )
    return app
