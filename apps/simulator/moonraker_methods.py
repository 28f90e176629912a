"""The calls of a simulated Moonraker 0.11, the same for REST, JSON-RPC and WebSocket."""

import asyncio
import re
from typing import Any

from apps.simulator.job import NotNowError, Phase
from apps.simulator.moonraker_records import START_EXTENSIONS, CallError, Method, Params, Records
from apps.simulator.moonraker_state import SENSOR, Klipper
from apps.simulator.printer import Printer

VERSION = "v0.11.0"
POLL_S = 0.02
NOT_CONNECTED = "Klippy Host not connected"
HEAT = re.compile(r"^M(104|109|140|190)\b.*?\bS([\d.]+)", re.MULTILINE)


class Methods:
    """Every method by its JSON-RPC name."""

    def __init__(self, klipper: Klipper) -> None:
        self.klipper = klipper
        self.printer: Printer = klipper.printer
        self.table: dict[str, Method] = {
            "server.info": self.server_info,
            "server.restart": self.ok,
            **Records(self.printer).table(),
            "server.webcams.list": self.webcams,
            "server.temperature_store": self.temperatures,
            "printer.info": self.printer_info,
            "printer.objects.list": self.object_names,
            "printer.objects.query": self.query,
            "printer.gcode.script": self.script,
            "printer.print.start": self.start,
            "printer.print.pause": self.pause,
            "printer.print.resume": self.resume,
            "printer.print.cancel": self.cancel,
            "printer.emergency_stop": self.emergency_stop,
            "printer.firmware_restart": self.restart,
            "printer.restart": self.restart,
        }

    async def call(self, name: str, params: Params) -> Any:
        """The result; CallError with -32601 for an unknown name."""
        method = self.table.get(name)
        if method is None:
            raise CallError(-32601, "Method not found")
        self.klipper.refresh()
        return await method(params)

    async def ok(self, _: Params) -> str:
        return "ok"

    async def server_info(self, _: Params) -> Params:
        state = self.klipper.state
        return {
            "klippy_connected": self.klipper.connected,
            "klippy_state": state,
            "components": ["file_manager", "history", "klippy_apis", "webcam"],
            "failed_components": [],
            "registered_directories": ["config", "gcodes", "logs"],
            "warnings": [],
            "websocket_count": 0,
            "moonraker_version": VERSION,
            "missing_klippy_requirements": [],
            "api_version": [1, 5, 0],
            "api_version_string": "1.5.0",
        }

    async def printer_info(self, _: Params) -> Params:
        self._connected()
        return {
            "state": self.klipper.state,
            "state_message": self.klipper.message,
            "hostname": self.printer.spec.name.lower(),
            "software_version": "v0.13.0",
            "cpu_info": "simulated",
            "klipper_path": "/home/pi/klipper",
            "python_path": "/home/pi/klippy-env/bin/python",
            "log_file": "/home/pi/printer_data/logs/klippy.log",
            "config_file": "/home/pi/printer_data/config/printer.cfg",
        }

    async def object_names(self, _: Params) -> Params:
        self._connected()
        return {"objects": sorted(self.klipper.objects())}

    async def query(self, params: Params) -> Params:
        self._connected()
        known = self.configured()
        status: Params = {}
        for name, fields in (params.get("objects") or {}).items():
            values = known.get(name, {})
            status[name] = {
                key: value for key, value in values.items() if not fields or key in fields
            }
        return {"eventtime": round(self.printer.machine.clock(), 3), "status": status}

    def configured(self) -> dict[str, Params]:
        """All objects, with the part of the configuration a client asks for."""
        model = self.printer.spec.model
        config: Params = {
            "extruder": {"nozzle_diameter": model.nozzle_mm, "max_temp": 300.0},
            "heater_bed": {"max_temp": 120.0},
            "stepper_x": {"position_max": model.bed_width_mm},
            "stepper_y": {"position_max": model.bed_depth_mm},
            "stepper_z": {"position_max": model.height_mm},
            "printer": {"kinematics": "corexy"},
            SENSOR: {"pause_on_runout": True},
        }
        return {**self.klipper.objects(), "configfile": {"settings": config}}

    async def start(self, params: Params) -> str:
        self._ready()
        path = str(params.get("filename", ""))
        machine = self.printer.machine
        if machine.busy and machine.phase is not Phase.PAUSED:
            raise CallError(400, "SD busy")
        if path not in self.printer.shelf.files or not path.endswith(START_EXTENSIONS):
            machine.cancel_now("replaced")
            self.klipper.refresh()
            self.klipper.forget_print()
            raise CallError(400, "Unable to open file")
        paused_before = self.klipper.is_paused
        machine.cancel_now("replaced")
        self.klipper.refresh()
        self.klipper.is_paused = paused_before
        await self.begin(path)
        return "ok"

    async def begin(self, path: str) -> bool:
        """Start a stored file; whether it went."""
        try:
            await self.printer.start(path, user="farm")
        except (NotNowError, KeyError):
            return False
        return True

    async def pause(self, _: Params) -> str:
        self._ready()
        if self.klipper.is_paused:
            return "ok"
        machine = self.printer.machine
        if machine.phase is Phase.PRINTING:
            machine.pause()
            await self._while_in(Phase.PAUSING)
        self.klipper.is_paused = True
        return "ok"

    async def resume(self, _: Params) -> str:
        self._ready()
        machine = self.printer.machine
        if machine.phase is Phase.PAUSED:
            machine.resume()
            await self._while_in(Phase.RESUMING)
        self.klipper.is_paused = False
        return "ok"

    async def cancel(self, _: Params) -> str:
        self._ready()
        machine = self.printer.machine
        if machine.job is not None:
            machine.cancel()
            await self._while_in(Phase.CANCELLING)
        self.klipper.refresh()
        self.klipper.is_paused = False
        return "ok"

    async def emergency_stop(self, _: Params) -> str:
        self._connected()
        self.printer.machine.fail("Shutdown due to webhooks request")
        return "ok"

    async def restart(self, _: Params) -> str:
        self._connected()
        self.klipper.restart()
        return "ok"

    async def script(self, params: Params) -> str:
        """Only what a farm sends is understood; the rest is accepted, as Klipper does."""
        text = str(params.get("script", "")).upper()
        if "M112" in text:
            return await self.emergency_stop({})
        if "FIRMWARE_RESTART" in text:
            return await self.restart({})
        self._ready()
        await self._behind_heating()
        machine = self.printer.machine
        for code, degrees in HEAT.findall(text):
            heater = machine.nozzle if code in ("104", "109") else machine.bed
            heater.target = float(degrees)
        if "TURN_OFF_HEATERS" in text:
            machine.nozzle.target = machine.bed.target = 0.0
        if "CLEAR_PAUSE" in text:
            self.klipper.is_paused = False
        if "SDCARD_RESET_FILE" in text:
            machine.cancel_now("file reset")
            self.klipper.refresh()
            self.klipper.forget_print()
        return "ok"

    async def webcams(self, _: Params) -> Params:
        return {"webcams": []}

    async def temperatures(self, _: Params) -> Params:
        machine = self.printer.machine
        return {
            name: {"temperatures": [heater.reading], "targets": [heater.target], "powers": [0.0]}
            for name, heater in (("extruder", machine.nozzle), ("heater_bed", machine.bed))
        }

    def _connected(self) -> None:
        if not self.klipper.connected:
            raise CallError(503, NOT_CONNECTED)

    def _ready(self) -> None:
        self._connected()
        if self.klipper.state != "ready":
            raise CallError(400, self.klipper.message)

    async def _while_in(self, phase: Phase) -> None:
        machine = self.printer.machine
        while machine.phase is phase:
            await asyncio.sleep(POLL_S)
            machine.advance()
        self._fail_if_halted()

    async def _behind_heating(self) -> None:
        machine = self.printer.machine
        while machine.blocked_by_heating:
            await asyncio.sleep(POLL_S)
            machine.advance()
        self._fail_if_halted()

    def _fail_if_halted(self) -> None:
        self.klipper.refresh()
        if self.klipper.state != "ready":
            raise CallError(400, self.klipper.message)
