"""Klipper's API server: JSON objects, each ended by a 0x03, over a Unix socket."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.peers.klippy_gcode import Interpreter
from tests.peers.klippy_machine import GcodeError, Machine, Status

END: Final = b"\x03"
REFRESH_S: Final = 0.25
"""Klipper answers queries and tells changes at this pace."""
SCRIPTS: Final = {
    "gcode/restart": "RESTART",
    "gcode/firmware_restart": "FIRMWARE_RESTART",
    "pause_resume/pause": "PAUSE",
    "pause_resume/resume": "RESUME",
    "pause_resume/cancel": "CANCEL_PRINT",
}
ENDPOINTS: Final = [
    "list_endpoints",
    "info",
    "emergency_stop",
    "register_remote_method",
    "gcode/help",
    "gcode/script",
    "gcode/subscribe_output",
    "objects/list",
    "objects/query",
    "objects/subscribe",
    "query_endstops/status",
    *SCRIPTS,
]
Params = Mapping[str, Any]


class Client:
    """One connection; `hold` is waited for before each answer."""

    def __init__(
        self, gcode: Interpreter, writer: asyncio.StreamWriter, hold: asyncio.Event
    ) -> None:
        self.gcode, self.machine = gcode, gcode.machine
        self.writer, self.hold = writer, hold
        self.refreshed = asyncio.Event()
        self.console: Params | None = None
        self.wanted: Params = {}
        self.template: Params = {}
        self.told: Status = {}
        self.tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Takes requests until the connection ends; each is answered in its own time."""
        self.machine.listeners.append(self._tell_console)
        try:
            while True:
                request = json.loads((await reader.readuntil(END))[:-1])
                task = asyncio.create_task(self._answer(request))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.writer.close()
        finally:
            self.machine.listeners.remove(self._tell_console)

    def refresh(self) -> None:
        """Lets waiting queries answer, and tells what changed since the last time."""
        self.refreshed.set()
        self.refreshed = asyncio.Event()
        now = _chosen(self.machine, self.wanted)
        changes = {
            name: changed
            for name, values in now.items()
            if (changed := _changed(self.told.get(name, {}), values))
        }
        self.told = now
        if changes:
            self._send({**self.template, "params": _timed(changes)})

    def _tell_console(self, text: str) -> None:
        if self.console is not None:
            self._send({**self.console, "params": {"response": text}})

    def _send(self, message: Params) -> None:
        if not self.writer.is_closing():
            self.writer.write(json.dumps(message).encode() + END)

    async def _answer(self, request: Params) -> None:
        await self.hold.wait()
        method = request["method"]
        try:
            answer = {"result": await self._result(method, request.get("params") or {})}
        except GcodeError as error:
            if method.startswith("gcode/"):
                self.machine.say(f"!! {str(error).splitlines()[0]}")
            answer = {"error": {"error": "WebRequestError", "message": str(error)}}
        if "id" in request:
            self._send({"id": request["id"], **answer})

    async def _result(self, method: str, params: Params) -> Any:
        if method == "gcode/script":
            return await self._run(params["script"])
        if method in SCRIPTS:
            return await self._run(SCRIPTS[method])
        if method.startswith("objects/"):
            return await self._objects(method, params)
        return self._plain(method, params)

    async def _run(self, script: str) -> dict[str, str]:
        await self.gcode.run(script)
        return {}

    async def _objects(self, method: str, params: Params) -> Any:
        if method == "objects/list":
            return {"objects": list(self.machine.status())}
        if method == "objects/subscribe":
            self.wanted, self.template = params["objects"], params.get("response_template", {})
            self.told = _chosen(self.machine, self.wanted)
            return _timed(self.told)
        await self.refreshed.wait()
        return _timed(_chosen(self.machine, params["objects"]))

    def _plain(self, method: str, params: Params) -> Any:
        if method == "info":
            return self._info()
        if method == "list_endpoints":
            return {"endpoints": ENDPOINTS}
        if method == "emergency_stop":
            self.gcode.shut_down("Shutdown due to webhooks request")
        elif method == "gcode/help":
            return {"PAUSE": "Pauses the current print"}
        elif method == "gcode/subscribe_output":
            self.console = params.get("response_template", {})
        elif method == "query_endstops/status":
            return {"x": "open", "y": "open", "z": "open"}
        elif method != "register_remote_method":
            raise GcodeError(f"webhooks: No registered callback for path '{method}'")
        return {}

    def _info(self) -> dict[str, Any]:
        # Moonraker takes uploads only outside of klipper_path.
        place = Path(str(self.writer.get_extra_info("sockname"))).parent
        return {
            "state": self.machine.state,
            "state_message": self.machine.message,
            "hostname": socket.gethostname(),
            "klipper_path": str(place / "klipper"),
            "python_path": sys.executable,
            "process_id": os.getpid(),
            "user_id": os.getuid(),
            "group_id": os.getgid(),
            "log_file": str(place / "klippy.log"),
            "config_file": str(place / "printer.cfg"),
            "software_version": "make-believe",
            "cpu_info": "none",
        }


def _chosen(machine: Machine, wanted: Params) -> Status:
    """The fields asked for; an object that is not there is empty, a field that is not is None."""
    whole = machine.status()
    return {
        name: {key: whole.get(name, {}).get(key) for key in (fields or whole.get(name, {}))}
        for name, fields in wanted.items()
    }


def _changed(old: Params, new: Params) -> Params:
    return {key: value for key, value in new.items() if key not in old or old[key] != value}


def _timed(status: Params) -> dict[str, Any]:
    return {"eventtime": asyncio.get_running_loop().time(), "status": status}
