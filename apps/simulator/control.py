"""The hidden hand: faults and operator's actions for every printer of a process, over HTTP."""

import hashlib
import tempfile
from collections.abc import Awaitable, Callable
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from aiohttp import web

from apps.simulator.fleet import Member
from apps.simulator.heater import Heater
from apps.simulator.job import NotNowError
from apps.simulator.spec import Kind
from apps.simulator.uploads import Incoming

DEFAULT_FAULT_S = 5.0
DEFAULT_REBOOT_S = 2.0
DEFAULT_FOREIGN_S = 600.0
THERMAL_RUNAWAY = "Thermal Runaway, system stopped! Heater_ID: bed - Printer halted. kill() called!"
Arguments = dict[str, Any]
Action = Callable[[Member, Arguments], Awaitable[None]]


async def refuse(member: Member, arguments: Arguments) -> None:
    member.listener.refuse(_seconds(arguments))


async def blackhole(member: Member, arguments: Arguments) -> None:
    faults = member.printer.faults
    faults.blackhole_until = faults.clock() + _seconds(arguments)


async def html(member: Member, arguments: Arguments) -> None:
    faults = member.printer.faults
    faults.html_until = faults.clock() + _seconds(arguments)


async def latency(member: Member, arguments: Arguments) -> None:
    member.printer.faults.latency_s = _seconds(arguments)


async def error(member: Member, arguments: Arguments) -> None:
    member.printer.machine.fail(str(arguments.get("text", THERMAL_RUNAWAY)))


async def recover(member: Member, _: Arguments) -> None:
    member.printer.machine.recover()


async def runout(member: Member, _: Arguments) -> None:
    machine = member.printer.machine
    machine.filament_present = False
    machine.pause_now("runout")


async def load_filament(member: Member, _: Arguments) -> None:
    """Somebody puts in a new spool; where the machine asked by a dialog, it prints on."""
    machine = member.printer.machine
    machine.filament_present = True
    if machine.attention and member.printer.spec.kind is Kind.PRUSALINK:
        machine.resume()
    machine.attention = ""


async def pause_at_machine(member: Member, _: Arguments) -> None:
    member.printer.machine.pause_now()


async def resume_at_machine(member: Member, _: Arguments) -> None:
    member.printer.machine.resume()


async def cancel_at_machine(member: Member, _: Arguments) -> None:
    member.printer.machine.cancel()


async def foreign_print(member: Member, arguments: Arguments) -> None:
    """Somebody prints a file of their own, past the farm."""
    printer = member.printer
    path = str(arguments.get("name", "visitor.gcode"))
    incoming = _write(printer.shelf.drafts, _visitor(_seconds(arguments, DEFAULT_FOREIGN_S)))
    printer.store(incoming, path, user="visitor")
    await printer.start(path, user="visitor", foreign=True)


async def drop_next_answer(member: Member, arguments: Arguments) -> None:
    member.printer.faults.drop_answer = str(arguments.get("match", "/"))


async def swallow_next_start(member: Member, _: Arguments) -> None:
    member.printer.machine.swallow_next_start = True


async def press_home(member: Member, _: Arguments) -> None:
    member.printer.machine.dismissed = True


async def reboot(member: Member, arguments: Arguments) -> None:
    """Power off and on: nothing listens for a while, the print is gone without a trace."""
    member.printer.machine.vanish()
    member.printer.generation += 1
    member.listener.refuse(_seconds(arguments, DEFAULT_REBOOT_S))


async def heater_fail(member: Member, arguments: Arguments) -> None:
    _heater(member, arguments).stuck = bool(arguments.get("on", True))


async def drift(member: Member, arguments: Arguments) -> None:
    _heater(member, arguments).bias_k = float(arguments.get("kelvin", 0.0))


async def speed(member: Member, arguments: Arguments) -> None:
    member.printer.machine.advance()
    member.printer.machine.speed = float(arguments["factor"])


async def clear(member: Member, _: Arguments) -> None:
    """End every disturbance of the network and the heaters; a firmware error stays."""
    faults, machine = member.printer.faults, member.printer.machine
    faults.blackhole_until = faults.html_until = faults.latency_s = 0.0
    faults.drop_answer = None
    machine.swallow_next_start = False
    for heater in (machine.nozzle, machine.bed):
        heater.stuck, heater.bias_k = False, 0.0


ACTIONS: dict[str, Action] = {
    action.__name__: action
    for action in (
        refuse,
        blackhole,
        html,
        latency,
        error,
        recover,
        runout,
        load_filament,
        pause_at_machine,
        resume_at_machine,
        cancel_at_machine,
        foreign_print,
        drop_next_answer,
        swallow_next_start,
        press_home,
        reboot,
        heater_fail,
        drift,
        speed,
        clear,
    )
}


def describe(member: Member) -> dict[str, Any]:
    """Everything a test or a demonstration wants to know, past the host's own interface."""
    machine = member.printer.machine
    machine.advance()
    job = machine.job
    return {
        "name": member.printer.spec.name,
        "kind": str(member.printer.spec.kind),
        "url": member.listener.url,
        "phase": str(machine.phase),
        "file": None if job is None else job.file.path,
        "job": None if job is None else job.number,
        "position": None if job is None else job.offset,
        "moved_s": None if job is None else round(job.moved_s, 2),
        "remaining_s": None if job is None else round(job.remaining_s, 2),
        "heating": job is not None and job.waiting is not None,
        "nozzle": {"actual": machine.nozzle.reading, "target": machine.nozzle.target},
        "bed": {"actual": machine.bed.reading, "target": machine.bed.target},
        "error": machine.error,
        "attention": machine.attention,
        "filament_present": machine.filament_present,
        "last_result": None if machine.outcome is None else str(machine.outcome.result),
        "starts": dict(machine.starts),
        "good_parts": dict(machine.good_parts),
        "good_parts_total": machine.good_parts.total(),
        "answers_dropped": member.printer.faults.answers_dropped,
        "files": sorted(member.printer.shelf.files),
        "simulated_s": round(machine.simulated_s, 1),
        "speed": machine.speed,
    }


class Control:
    """The admin interface of a process; no key, since it is for the same host only."""

    def __init__(self, members: dict[str, Member]) -> None:
        self._members = members

    def build(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/printers", self.index),
                web.get("/printers/{name}", self.state),
                web.post("/printers/{name}", self.act),
            ]
        )
        return app

    async def index(self, _: web.Request) -> web.Response:
        return web.json_response([describe(member) for member in self._members.values()])

    async def state(self, request: web.Request) -> web.Response:
        return web.json_response(describe(self._member(request)))

    async def act(self, request: web.Request) -> web.Response:
        member = self._member(request)
        try:
            arguments = await request.json()
            action = ACTIONS[arguments["fault"]]
            await action(member, arguments)
        except (JSONDecodeError, KeyError, TypeError, ValueError) as wrong:
            known = sorted(ACTIONS)
            return web.json_response(
                {"error": f"not understood: {wrong!r}", "known": known}, status=400
            )
        except NotNowError as refused:
            return web.json_response({"error": f"not now: {refused}"}, status=409)
        return web.json_response(describe(member))

    def _member(self, request: web.Request) -> Member:
        member = self._members.get(request.match_info["name"])
        if member is None:
            raise web.HTTPNotFound(text="no printer of that name")
        return member


def _seconds(arguments: Arguments, default: float = DEFAULT_FAULT_S) -> float:
    return float(arguments.get("seconds", default))


def _heater(member: Member, arguments: Arguments) -> Heater:
    machine = member.printer.machine
    return machine.bed if arguments.get("heater") == "bed" else machine.nozzle


def _visitor(seconds: float) -> bytes:
    """A print of about that many simulated seconds, heating left out."""
    lines = ["M140 S60", "M109 S200", "G28", "M83", "G90", "G1 Z0.2 F600"]
    moves = max(2, int(seconds // 2))
    lines += [f"G1 X{10 + 100 * (n % 2)} Y10 E1 F3000" for n in range(moves)]
    return "\n".join([*lines, "M104 S0", "M140 S0", ""]).encode()


def _write(drafts: Path, content: bytes) -> Incoming:
    with tempfile.NamedTemporaryFile(dir=drafts, delete=False) as file:
        file.write(content)
    sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    sha256 = hashlib.sha256(content).hexdigest()
    return Incoming(Path(file.name), "", len(content), sha256, sha1)
