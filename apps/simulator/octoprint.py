"""A simulated OctoPrint 1.11: connection, temperatures, and the whole put together."""

import hmac
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from apps.simulator.faults import disturbed_by
from apps.simulator.job import Phase
from apps.simulator.octoprint_about import AboutOctoPrint
from apps.simulator.octoprint_files import FilesOfOctoPrint, error_answer, json_command
from apps.simulator.octoprint_host import OctoPrint
from apps.simulator.octoprint_job import NOT_OPERATIONAL, JobOfOctoPrint
from apps.simulator.printer import Printer
from apps.simulator.uploads import drain

FORBIDDEN = (
    "You don't have the permission to access the requested resource. It is either "
    "read-protected or not readable by the server."
)
CSRF = "CSRF validation failed"
FLAGS = (
    "operational",
    "printing",
    "pausing",
    "paused",
    "resuming",
    "cancelling",
    "finishing",
    "closedOrError",
    "error",
    "ready",
    "sdReady",
)
FLAGS_OF = {
    Phase.IDLE: ("ready",),
    Phase.PRINTING: ("printing",),
    Phase.PAUSING: ("printing", "pausing"),
    Phase.PAUSED: ("paused",),
    Phase.RESUMING: ("printing", "resuming"),
    Phase.CANCELLING: ("printing", "cancelling"),
    Phase.FINISHING: ("printing", "finishing"),
}


class PrinterOfOctoPrint:
    """`/api/connection` and `/api/printer`"""

    def __init__(self, host: OctoPrint) -> None:
        self.host = host
        self.printer = host.printer

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/connection", self.connection),
            web.post("/api/connection", self.connect),
            web.get("/api/printer", self.state),
            web.get("/api/printer/error", self.error),
            web.post("/api/printer/command", self.gcode),
            web.post("/api/printer/{heater:tool|bed}", self.heat),
            web.post("/api/printer/printhead", self.printhead),
        ]

    async def connection(self, _: web.Request) -> web.Response:
        self.host.refresh()
        closed = not self.host.connected or bool(self.host.machine.error)
        current = {
            "state": "Closed" if closed else self.host.state_text,
            "port": None if closed else "VIRTUAL",
            "baudrate": None if closed else 115200,
            "printerProfile": "_default",
        }
        options = {
            "ports": ["VIRTUAL"],
            "baudrates": [250000, 115200],
            "printerProfiles": [{"id": "_default", "name": self.printer.spec.model.name}],
            "portPreference": "VIRTUAL",
            "baudratePreference": 115200,
            "printerProfilePreference": "_default",
            "autoconnect": True,
        }
        return web.json_response({"current": current, "options": options})

    async def connect(self, request: web.Request) -> web.Response:
        body = await json_command(request)
        self.host.refresh()
        match body.get("command"):
            case "connect":
                self.host.connect()
            case "disconnect":
                self.host.disconnect()
            case _:
                return error_answer(400, "command is invalid")
        return web.Response(status=204)

    async def state(self, request: web.Request) -> web.Response:
        self.host.refresh()
        if not self.host.operational:
            return error_answer(409, NOT_OPERATIONAL)
        excluded = request.query.get("exclude", "").split(",")
        parts: dict[str, Any] = {
            "temperature": self._temperatures("history" in request.query),
            "sd": {"ready": False},
            "state": {"text": self.host.state_text, "error": "", "flags": self._flags()},
        }
        return web.json_response({key: parts[key] for key in parts if key not in excluded})

    def _flags(self) -> dict[str, bool]:
        true = ("operational", *FLAGS_OF[self.host.machine.phase])
        return {flag: flag in true for flag in FLAGS}

    def _temperatures(self, with_history: bool) -> dict[str, Any]:
        machine = self.host.machine
        heaters = {"tool0": machine.nozzle, "bed": machine.bed}
        readings: dict[str, Any] = {
            name: {"actual": heater.reading, "target": heater.target, "offset": 0}
            for name, heater in heaters.items()
        }
        if with_history:
            entry: dict[str, Any] = {
                name: {"actual": heater.reading, "target": heater.target}
                for name, heater in heaters.items()
            }
            readings["history"] = [{"time": int(machine.wall()), **entry}]
        return readings

    async def error(self, _: web.Request) -> web.Response:
        text = self.host.machine.error
        if not text:
            return web.json_response({"error": "", "reason": ""})
        faq = "firmware-thermal-runaway" if "runaway" in text.lower() else None
        return web.json_response(
            {
                "error": text,
                "reason": "firmware",
                "consequence": "emergency",
                "faq": faq,
                "logs": [f"Recv: Error:{text}"],
            }
        )

    async def gcode(self, request: web.Request) -> web.Response:
        body = await json_command(request)
        self.host.refresh()
        if not self.host.operational:
            return error_answer(409, NOT_OPERATIONAL)
        for command in body.get("commands", [body.get("command", "")]):
            if str(command).strip().upper() == "M112":
                self.host.machine.fail("Closing serial port due to emergency stop M112.")
        return web.Response(status=204)

    async def heat(self, request: web.Request) -> web.Response:
        body = await json_command(request)
        self.host.refresh()
        if not self.host.operational:
            return error_answer(409, NOT_OPERATIONAL)
        if body.get("command") != "target":
            return error_answer(400, "command is invalid")
        if request.match_info["heater"] == "bed":
            self.host.machine.bed.target = float(body["target"])
        else:
            self.host.machine.nozzle.target = float(body["targets"]["tool0"])
        return web.Response(status=204)

    async def printhead(self, request: web.Request) -> web.Response:
        await json_command(request)
        self.host.refresh()
        if not self.host.operational or self.host.machine.phase is Phase.PRINTING:
            return error_answer(409, "Printer is not operational or currently printing")
        return web.Response(status=204)


def _given_key(request: web.Request) -> str:
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return request.headers.get("X-Api-Key") or request.query.get("apikey") or bearer


def _guarded_by(key: str) -> Middleware:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if hmac.compare_digest(_given_key(request).encode(), key.encode()):
            return await handler(request)
        if request.method in ("GET", "HEAD"):
            return error_answer(403, FORBIDDEN)
        await drain(request)
        return error_answer(400, CSRF)

    return guard


def build_octoprint(printer: Printer) -> web.Application:
    """The HTTP application of one simulated OctoPrint."""
    host = OctoPrint(printer)
    app = web.Application(
        middlewares=[disturbed_by(printer.faults), _guarded_by(printer.spec.api_key)]
    )
    app.add_routes(AboutOctoPrint(printer).routes())
    app.add_routes(PrinterOfOctoPrint(host).routes())
    app.add_routes(JobOfOctoPrint(host).routes())
    app.add_routes(FilesOfOctoPrint(host).routes())
    return app
