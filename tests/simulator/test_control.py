"""Faults and operator's actions through the control interface, on real ports."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from apps.simulator.control import ACTIONS, Control
from apps.simulator.fleet import Member, Options, open_fleet
from apps.simulator.log import PrintLog
from tests.simulator.rig import SHORT

pytestmark = pytest.mark.asyncio


class Floor:
    """Three printers, one of each kind, at very high speed, and the hand over them."""

    def __init__(self, members: list[Member], hand: "TestClient[Any, Any]") -> None:
        self.members = {member.printer.spec.name: member for member in members}
        self.hand = hand
        self.session = aiohttp.ClientSession()

    async def act(self, printer: str, fault: str, **arguments: Any) -> tuple[int, dict[str, Any]]:
        body = {"fault": fault, **arguments}
        async with self.hand.post(f"/printers/{printer}", json=body) as answer:
            return answer.status, await answer.json()

    async def state(self, name: str) -> dict[str, Any]:
        async with self.hand.get(f"/printers/{name}") as answer:
            return dict(await answer.json())

    async def ask(self, name: str, method: str, path: str, **more: Any) -> tuple[int, str]:
        member = self.members[name]
        headers = {"X-Api-Key": member.printer.spec.api_key}
        url = f"{member.listener.url}{path}"
        timeout = aiohttp.ClientTimeout(total=5)
        async with self.session.request(
            method, url, headers=headers, timeout=timeout, **more
        ) as answer:
            return answer.status, await answer.text()

    async def until(self, name: str, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            state = await self.state(name)
            if wanted(state):
                return state
        raise AssertionError(f"never came: {state}")


@pytest_asyncio.fixture
async def floor(tmp_path: Path) -> AsyncIterator[Floor]:
    log = PrintLog(tmp_path / "prints.jsonl")
    members = await open_fleet(Options(tmp_path, printers=3, speed=200), log)
    control = Control({member.printer.spec.name: member for member in members})
    async with TestClient(TestServer(control.build())) as hand:
        floor = Floor(members, hand)
        yield floor
        await floor.session.close()
    for member in members:
        await member.listener.close()
    log.close()


async def upload(floor: Floor, content: bytes = SHORT) -> None:
    form = aiohttp.FormData()
    form.add_field("file", content, filename="a.gcode")
    assert (await floor.ask("OCT-01", "POST", "/api/files/local", data=form))[0] == 201
    path = "/api/files/local/a.gcode"
    assert (await floor.ask("OCT-01", "POST", path, json={"command": "select"}))[0] == 204


async def start(floor: Floor) -> int:
    return (await floor.ask("OCT-01", "POST", "/api/job", json={"command": "start"}))[0]


async def test_refuse_refuses_and_comes_back_on_the_same_port(floor: Floor) -> None:
    await floor.ask("OCT-01", "GET", "/api/version")
    await floor.act("OCT-01", "refuse", seconds=0.2)
    with pytest.raises(aiohttp.ClientConnectionError):
        await floor.ask("OCT-01", "GET", "/api/version")
    assert (await floor.ask("VOR-01", "GET", "/server/info"))[0] == 200
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            status, _ = await floor.ask("OCT-01", "GET", "/api/version")
            break
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0)
    assert status == 200


async def test_blackhole_takes_the_question_and_never_answers(floor: Floor) -> None:
    await floor.act("OCT-01", "blackhole", seconds=0.2)
    with pytest.raises(aiohttp.ClientConnectionError):
        await start(floor)
    assert await start(floor) == 204


async def test_html_answers_everything_with_a_page(floor: Floor) -> None:
    await floor.act("MK3-01", "html", seconds=60)
    status, text = await floor.ask("MK3-01", "GET", "/api/v1/status")
    assert (status, text[:15]) == (200, "<!doctype html>")
    await floor.act("MK3-01", "clear")
    assert (await floor.ask("MK3-01", "GET", "/api/v1/status"))[1][0] == "{"


async def test_a_dropped_answer_leaves_the_command_done(floor: Floor) -> None:
    await upload(floor)
    await floor.act("OCT-01", "drop_next_answer", match="POST /api/job")
    assert (await floor.ask("OCT-01", "GET", "/api/job"))[0] == 200
    with pytest.raises(aiohttp.ClientConnectionError):
        await start(floor)
    state = await floor.state("OCT-01")
    assert (state["starts"], state["answers_dropped"]) == ({"a.gcode": 1}, 1)


async def test_a_swallowed_start_is_answered_and_nothing_prints(floor: Floor) -> None:
    await upload(floor)
    await floor.act("OCT-01", "swallow_next_start")
    assert await start(floor) == 204
    assert (await floor.state("OCT-01"))["starts"] == {}
    assert await start(floor) == 204
    state = await floor.until("OCT-01", lambda state: state["good_parts_total"] == 1)
    assert state["good_parts"] == {"a.gcode": 1}


async def test_a_foreign_print_runs_without_the_farm(floor: Floor) -> None:
    for name in ("OCT-01", "VOR-01", "MK3-01"):
        status, state = await floor.act(name, "foreign_print", seconds=60, name="guest.gcode")
        assert (status, state["file"]) == (200, "guest.gcode")
        assert (await floor.act(name, "foreign_print"))[0] == 409


async def test_somebody_at_the_machine_pauses_resumes_and_cancels(floor: Floor) -> None:
    await floor.act("VOR-01", "foreign_print", seconds=6_000)
    _, state = await floor.act("VOR-01", "pause_at_machine")
    assert state["phase"] == "paused"
    await floor.act("VOR-01", "resume_at_machine")
    await floor.until("VOR-01", lambda state: state["phase"] == "printing")
    await floor.act("VOR-01", "cancel_at_machine")
    await floor.until("VOR-01", lambda state: state["last_result"] == "cancelled")


async def test_runout_pauses_until_filament_is_loaded(floor: Floor) -> None:
    await floor.act("MK3-01", "foreign_print", seconds=6_000)
    _, state = await floor.act("MK3-01", "runout")
    assert (state["attention"], state["filament_present"]) == ("runout", False)
    assert '"ATTENTION"' in (await floor.ask("MK3-01", "GET", "/api/v1/status"))[1]
    await floor.act("MK3-01", "load_filament")
    await floor.until("MK3-01", lambda state: state["phase"] == "printing")


async def test_an_error_stays_until_recovery(floor: Floor) -> None:
    await floor.act("OCT-01", "error", text="MAXTEMP triggered!")
    assert (await floor.ask("OCT-01", "GET", "/api/printer"))[0] == 409
    await floor.act("OCT-01", "recover")
    assert (await floor.ask("OCT-01", "GET", "/api/printer"))[0] == 200


async def test_a_reboot_forgets_the_print_and_comes_back(floor: Floor) -> None:
    await floor.act("OCT-01", "foreign_print", seconds=6_000)
    _, state = await floor.act("OCT-01", "reboot", seconds=0)
    assert (state["phase"], state["last_result"]) == ("idle", None)


async def test_heaters_break_and_sensors_drift(floor: Floor) -> None:
    _, state = await floor.act("OCT-01", "drift", heater="bed", kelvin=-15)
    assert state["bed"]["actual"] == 7.0
    await floor.act("OCT-01", "heater_fail", heater="nozzle")
    assert floor.members["OCT-01"].printer.machine.nozzle.stuck is True
    await floor.act("OCT-01", "clear")
    assert floor.members["OCT-01"].printer.machine.nozzle.stuck is False


async def test_what_is_not_understood_is_named_with_what_is(floor: Floor) -> None:
    status, body = await floor.act("OCT-01", "dance")
    assert (status, body["known"]) == (400, sorted(ACTIONS))
    assert (await floor.act("OCT-01", "refuse", seconds="long"))[0] == 400
    async with floor.hand.get("/printers/NO-99") as answer:
        assert answer.status == 404
