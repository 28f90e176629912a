"""A make-believe Klipper for a real Moonraker, with faults over HTTP.

POST /ctl takes one fault as JSON on the control port; any request tells the status objects:
  {"op": "shutdown", "msg": "..."}                         needs a firmware restart
  {"op": "error", "msg": "..."} {"op": "clear_error"}      of the configuration, at a restart
  {"op": "runout", "present": false}                       the filament switch
  {"op": "bias", "heater": "extruder", "delta": -30}       a sensor that reads off
  {"op": "stuck", "heater": "extruder", "on": true}        a heater without effect
  {"op": "fail_line", "match": "X50", "msg": "..."}        the next such line of a file
  {"op": "disconnect", "seconds": 5}                       gone, and back later
  {"op": "hang", "seconds": 10}                            no answer meanwhile
  {"op": "speed", "x": 50}                                 times as fast as real
"""

import argparse
import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.peers.klippy_api import REFRESH_S, Client
from tests.peers.klippy_gcode import Interpreter
from tests.peers.klippy_machine import Machine

CANNOT_UPDATE = "Can not update MCU 'mcu' config as it is shutdown\nError configuring printer\n"
Fault = dict[str, Any]


class Klippy:
    """The process: its socket, its clients, its restarts and its faults."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.socket: Path = given.socket
        self.startup_s: float = given.startup
        self.control_port: int = given.control_port
        self.machine = Machine(given.gcodes)
        self.gcode = Interpreter(self.machine, given.speed, self.restart)
        self.clients: set[Client] = set()
        self.answering = asyncio.Event()
        self.answering.set()
        self.tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Serves until it is killed."""
        await asyncio.start_server(self._on_control, "127.0.0.1", self.control_port)
        await self._come_up()
        while True:
            await asyncio.sleep(REFRESH_S)
            for heater in self.machine.heaters.values():
                heater.step(REFRESH_S * self.gcode.speed)
            if self.answering.is_set():
                for client in list(self.clients):
                    client.refresh()

    async def _come_up(self, away_s: float = 0.0) -> None:
        await asyncio.sleep(away_s)
        self.socket.unlink(missing_ok=True)
        self.server = await asyncio.start_unix_server(self._on_client, self.socket)
        await asyncio.sleep(self.startup_s)
        self.machine.become_ready()

    async def _on_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Client(self.gcode, writer, self.answering)
        self.clients.add(client)
        await client.serve(reader)
        self.clients.discard(client)

    def restart(self, firmware: bool) -> None:
        """Goes away and comes back; only the firmware's restart mends a hot or stopped printer."""
        hot = any(heater.target for heater in self.machine.heaters.values())
        failed = not firmware and (hot or self.machine.state == "shutdown")
        self._later(self._come_back(CANNOT_UPDATE if failed else ""))

    async def _come_back(self, failure: str) -> None:
        await asyncio.sleep(0.05)
        await self._go_away()
        await self._come_up()
        if failure:
            self.machine.state, self.machine.message = "error", failure

    async def _disconnect(self, seconds: float) -> None:
        await self._go_away()
        await self._come_up(seconds)

    async def _go_away(self) -> None:
        self.gcode.halt()
        self.server.close()
        for client in list(self.clients):
            client.writer.close()
        self.machine.reset()

    async def _hang(self, seconds: float) -> None:
        self.answering.clear()
        await asyncio.sleep(seconds)
        self.answering.set()

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    # Faults

    async def _on_control(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"content-length: *(\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(length[1])) if length else b""
        try:
            if body:
                self._inject(json.loads(body))
            status, answer = "200 OK", json.dumps(self.machine.status())
        except (KeyError, ValueError) as error:
            status, answer = "400 Bad Request", json.dumps({"error": repr(error)})
        header = f"HTTP/1.1 {status}\r\nContent-Length: {len(answer)}\r\nConnection: close\r\n\r\n"
        writer.write((header + answer).encode())
        await writer.drain()
        writer.close()

    def _inject(self, fault: Fault) -> None:
        injectors: dict[str, Callable[[Fault], None]] = {
            "shutdown": lambda f: self.gcode.shut_down(f.get("msg", "MCU 'mcu' shutdown")),
            "error": lambda f: setattr(self.machine, "next_error", f["msg"]),
            "clear_error": lambda _: setattr(self.machine, "next_error", ""),
            "runout": self._switch_filament,
            "bias": lambda f: setattr(self._heater(f), "bias", float(f["delta"])),
            "stuck": lambda f: setattr(self._heater(f), "stuck", bool(f["on"])),
            "fail_line": lambda f: setattr(self.gcode, "failing", (f["match"], f["msg"])),
            "disconnect": lambda f: self._later(self._disconnect(float(f["seconds"]))),
            "hang": lambda f: self._later(self._hang(float(f["seconds"]))),
            "speed": lambda f: setattr(self.gcode, "speed", float(f["x"])),
        }
        injectors[fault["op"]](fault)

    def _heater(self, fault: Fault) -> Any:
        return self.machine.heaters[fault["heater"]]

    def _switch_filament(self, fault: Fault) -> None:
        """A change to empty pauses a running print, as the switch of a real printer does."""
        before, self.machine.filament = self.machine.filament, bool(fault["present"])
        if before and not self.machine.filament and self.gcode.job:
            self.gcode.halt()


async def main() -> None:
    """Reads the command line and serves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--gcodes", type=Path, required=True)
    parser.add_argument("--control-port", type=int, required=True)
    parser.add_argument("--speed", type=float, default=20.0)
    parser.add_argument("--startup", type=float, default=0.2)
    await Klippy(parser.parse_args()).run()


if __name__ == "__main__":
    asyncio.run(main())
