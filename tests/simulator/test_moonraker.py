"""The simulated Moonraker answers as the real one (facts measured on 0.11)."""

import asyncio
import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData

from apps.simulator.spec import Kind
from tests.simulator.rig import HEATED, SHORT, Bench, make_bench

pytestmark = pytest.mark.asyncio


async def upload(
    bench: Bench, content: bytes = SHORT, name: str = "a.gcode", **fields: str
) -> tuple[int, Any]:
    data = FormData(quote_fields=False)
    data.add_field("file", BytesIO(content), filename=name)
    for key, value in fields.items():
        data.add_field(key, value)
    return await bench.ask("POST", "/server/files/upload", data=data)


async def rpc(bench: Bench, method: str, **params: Any) -> dict[str, Any]:
    body = {"jsonrpc": "2.0", "method": method, "params": params, "id": 1}
    status, answer = await bench.ask("POST", "/server/jsonrpc", json=body)
    assert status == 200
    return dict(answer)


async def objects(bench: Bench, query: str) -> dict[str, Any]:
    status, answer = await bench.ask("GET", f"/printer/objects/query?{query}")
    assert status == 200
    return dict(answer["result"]["status"])


async def print_state(bench: Bench) -> str:
    return str((await objects(bench, "print_stats=state"))["print_stats"]["state"])


async def printing(bench: Bench, content: bytes = SHORT) -> None:
    await upload(bench, content)
    assert (await rpc(bench, "printer.print.start", filename="a.gcode"))["result"] == "ok"


async def moved_until_done(bench: Bench, call: "asyncio.Task[Any]", step_s: float = 1.0) -> Any:
    """Let time go on while a call waits for the machine."""
    while not call.done():
        await asyncio.sleep(0)
        bench.pass_by(step_s)
        await asyncio.wait([call], timeout=0.01)
    return call.result()


async def do(bench: Bench, name: str) -> tuple[int, Any]:
    call = asyncio.create_task(bench.ask("POST", f"/printer/print/{name}"))
    result: tuple[int, Any] = await moved_until_done(bench, call)
    return result


async def test_a_print_runs_from_standby_to_complete(moonraker: Bench) -> None:
    assert await print_state(moonraker) == "standby"
    await printing(moonraker)
    moonraker.pass_by(15)
    found = await objects(moonraker, "print_stats&virtual_sdcard&nothing")
    assert found["nothing"] == {}
    assert found["print_stats"]["filename"] == "a.gcode"
    assert found["print_stats"]["print_duration"] > 0
    assert 0 < found["virtual_sdcard"]["progress"] < 1
    assert found["virtual_sdcard"]["is_active"] is True
    moonraker.pass_by(60)
    found = await objects(moonraker, "print_stats&virtual_sdcard")
    assert found["print_stats"]["state"] == "complete"
    assert found["virtual_sdcard"]["progress"] == 1.0
    _, history = await moonraker.ask("GET", "/server/history/list?limit=1")
    row = history["result"]["jobs"][0]
    assert (row["status"], row["filename"], row["job_id"]) == ("completed", "a.gcode", "000001")


async def test_no_print_duration_while_heating(moonraker: Bench) -> None:
    await printing(moonraker, HEATED)
    moonraker.pass_by(30)
    stats = (await objects(moonraker, "print_stats"))["print_stats"]
    assert (stats["print_duration"], stats["state"]) == (0.0, "printing")
    assert stats["total_duration"] == 30.0


async def test_a_checksum_is_held_to(moonraker: Bench) -> None:
    assert (await upload(moonraker, checksum="0" * 64))[0] == 422
    assert not moonraker.printer.shelf.files
    right = hashlib.sha256(SHORT).hexdigest().upper()
    status, body = await upload(moonraker, checksum=right)
    assert status == 201
    assert body["item"]["path"] == "a.gcode"
    assert body["print_started"] is False
    assert "result" not in body


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [
        ("a.txt", {}, 201),
        ("../a.gcode", {}, 400),
        ("a.gcode", {"path": "../"}, 400),
        ("a.gcode", {"root": "logs"}, 400),
        ("x" * 260 + ".gcode", {}, 500),
    ],
)
async def test_uploads_are_judged(
    moonraker: Bench, name: str, fields: dict[str, str], status: int
) -> None:
    code, body = await upload(moonraker, SHORT, name, **fields)
    assert code == status
    assert "print_started" not in body
    assert not list(moonraker.printer.shelf.drafts.iterdir())


async def test_upper_case_extension_uploads_but_does_not_start(moonraker: Bench) -> None:
    assert (await upload(moonraker, SHORT, "A.GCODE"))[0] == 201
    answer = await rpc(moonraker, "printer.print.start", filename="A.GCODE")
    assert answer["error"] == {"code": 400, "message": "Unable to open file"}
    assert (await moonraker.ask("GET", "/server/files/metadata?filename=A.GCODE"))[0] == 404


async def test_pause_resume_cancel(moonraker: Bench) -> None:
    await printing(moonraker)
    moonraker.pass_by(10)
    assert (await do(moonraker, "pause"))[0] == 200
    assert await print_state(moonraker) == "paused"
    assert (await objects(moonraker, "pause_resume"))["pause_resume"]["is_paused"] is True
    assert (await do(moonraker, "resume"))[0] == 200
    assert await print_state(moonraker) == "printing"
    assert (await do(moonraker, "cancel"))[0] == 200
    found = await objects(moonraker, "print_stats&virtual_sdcard")
    assert found["print_stats"]["state"] == "cancelled"
    assert found["print_stats"]["filename"] == "a.gcode"
    assert found["virtual_sdcard"]["progress"] == 0
    assert (await do(moonraker, "cancel"))[0] == 200


async def test_a_pause_in_standby_is_accepted_and_remembered(moonraker: Bench) -> None:
    assert (await do(moonraker, "pause"))[0] == 200
    assert (await objects(moonraker, "pause_resume"))["pause_resume"]["is_paused"] is True
    await rpc(moonraker, "printer.gcode.script", script="CLEAR_PAUSE")
    assert (await objects(moonraker, "pause_resume"))["pause_resume"]["is_paused"] is False


async def test_a_cancel_waits_behind_heating_until_an_emergency_stop(moonraker: Bench) -> None:
    await printing(moonraker, HEATED)
    moonraker.pass_by(5)
    call = asyncio.create_task(rpc(moonraker, "printer.print.cancel"))
    done, _ = await asyncio.wait([call], timeout=0.1)
    assert not done
    assert (await moonraker.ask("POST", "/printer/emergency_stop"))[0] == 200
    answer = await call
    assert answer["error"]["code"] == 400
    assert answer["error"]["message"].startswith("Shutdown due to webhooks request\n")


async def test_a_start_while_printing_is_refused_and_while_paused_replaces(
    moonraker: Bench,
) -> None:
    await upload(moonraker, SHORT, "b.gcode")
    await printing(moonraker)
    answer = await rpc(moonraker, "printer.print.start", filename="b.gcode")
    assert answer["error"] == {"code": 400, "message": "SD busy"}
    await do(moonraker, "pause")
    assert (await rpc(moonraker, "printer.print.start", filename="b.gcode"))["result"] == "ok"
    found = await objects(moonraker, "print_stats&pause_resume")
    assert found["print_stats"]["filename"] == "b.gcode"
    assert found["pause_resume"]["is_paused"] is True
    _, history = await moonraker.ask("GET", "/server/history/list")
    assert [row["status"] for row in history["result"]["jobs"]] == ["in_progress", "cancelled"]


async def test_a_shutdown_hides_its_text_over_rest_and_leaves_paused(moonraker: Bench) -> None:
    await printing(moonraker)
    moonraker.printer.machine.fail("MCU 'mcu' shutdown: ADC out of range")
    _, info = await moonraker.ask("GET", "/server/info")
    assert info["result"]["klippy_state"] == "shutdown"
    assert await print_state(moonraker) == "paused"
    body = {"filename": "a.gcode"}
    status, answer = await moonraker.ask("POST", "/printer/print/start", json=body)
    assert (status, answer["error"]["message"]) == (400, "Unknown")
    assert "ADC out of range" in answer["error"]["traceback"]
    _, printer = await moonraker.ask("GET", "/printer/info")
    assert printer["result"]["state_message"].startswith("MCU 'mcu' shutdown: ADC")
    _, history = await moonraker.ask("GET", "/server/history/list")
    assert history["result"]["jobs"][0]["status"] == "klippy_shutdown"


async def test_a_restart_goes_through_disconnected_and_startup_to_ready(moonraker: Bench) -> None:
    await printing(moonraker)
    assert (await moonraker.ask("POST", "/printer/firmware_restart"))[0] == 200
    assert (await moonraker.ask("GET", "/printer/info"))[0] == 503
    assert (await moonraker.ask("POST", "/printer/print/start", json={}))[0] == 503
    states = []
    for _ in range(4):
        _, info = await moonraker.ask("GET", "/server/info")
        states.append(info["result"]["klippy_state"])
        moonraker.pass_by(0.9)
    assert states == ["disconnected", "startup", "ready", "ready"]
    stats = (await objects(moonraker, "print_stats"))["print_stats"]
    assert (stats["state"], stats["filename"]) == ("standby", "")
    _, history = await moonraker.ask("GET", "/server/history/list")
    assert history["result"]["jobs"][0]["status"] == "klippy_disconnect"


async def test_sensors_read_nothing_just_after_ready(moonraker: Bench) -> None:
    await moonraker.ask("POST", "/printer/firmware_restart")
    moonraker.pass_by(1.7)
    sensor = "filament_switch_sensor%20runout"
    early = await objects(moonraker, f"extruder=temperature&{sensor}")
    assert early["extruder"]["temperature"] == 0.0
    assert early["filament_switch_sensor runout"]["filament_detected"] is False
    moonraker.pass_by(1)
    later = await objects(moonraker, f"extruder=temperature&{sensor}")
    assert later["extruder"]["temperature"] == 22.0
    assert later["filament_switch_sensor runout"]["filament_detected"] is True


async def test_a_loaded_file_is_neither_deleted_nor_replaced(moonraker: Bench) -> None:
    path = "/server/files/gcodes/a.gcode"
    assert (await moonraker.ask("DELETE", path))[0] == 400
    await printing(moonraker)
    assert (await moonraker.ask("DELETE", path))[0] == 403
    assert (await upload(moonraker))[0] == 403
    assert await moonraker.ask("GET", path) == (200, SHORT.decode())
    moonraker.pass_by(100)
    assert (await moonraker.ask("DELETE", path))[0] == 200
    assert (await rpc(moonraker, "server.files.list"))["result"] == []


async def test_keys_and_unknown_methods(moonraker: Bench) -> None:
    assert (await rpc(moonraker, "no.such"))["error"]["code"] == -32601
    assert (await moonraker.ask("GET", "/printer/print/start"))[0] == 405
    assert (await moonraker.ask("POST", "/server/jsonrpc", data=b"{}"))[0] == 400
    moonraker.auth = {"X-Api-Key": "wrong"}
    status, body = await moonraker.ask("GET", "/server/info")
    assert (status, body["error"]["code"]) == (401, 401)
    assert (await moonraker.ask("GET", "/access/info"))[0] == 200


async def test_a_print_cut_off_with_the_host_is_interrupted_in_the_history(
    moonraker: Bench, tmp_path: Path
) -> None:
    await printing(moonraker)
    again = make_bench(Kind.MOONRAKER, tmp_path)
    async with again.client:
        _, history = await again.ask("GET", "/server/history/list")
        assert await print_state(again) == "standby"
    again.printer.log.close()
    assert [row["status"] for row in history["result"]["jobs"]] == ["interrupted"]


async def test_layers_are_told_only_when_the_file_sets_them(moonraker: Bench) -> None:
    layer = b"SET_PRINT_STATS_INFO CURRENT_LAYER=1\n"
    file = b"SET_PRINT_STATS_INFO TOTAL_LAYER=2\nG1 X10 F60\n" + layer + b"G1 X20\n"
    await printing(moonraker, file)
    moonraker.pass_by(5)
    info = (await objects(moonraker, "print_stats"))["print_stats"]["info"]
    assert info == {"total_layer": 2, "current_layer": 0}
    moonraker.pass_by(7)
    info = (await objects(moonraker, "print_stats"))["print_stats"]["info"]
    assert info == {"total_layer": 2, "current_layer": 1}


async def test_the_socket_needs_identification_and_tells_changes(moonraker: Bench) -> None:
    async with moonraker.client.ws_connect("/websocket") as socket:

        async def call(method: str, **params: Any) -> Any:
            await socket.send_json({"jsonrpc": "2.0", "method": method, "params": params, "id": 5})
            while "id" not in (answer := await socket.receive_json(timeout=5)):
                pass
            return answer

        assert (await call("server.info"))["error"]["code"] == -32602
        key = moonraker.printer.spec.api_key
        assert "result" in await call("server.connection.identify", api_key=key)
        wanted = {"print_stats": ["state", "filename"]}
        first = await call("printer.objects.subscribe", objects=wanted)
        assert first["result"]["status"]["print_stats"]["state"] == "standby"
        await printing(moonraker)
        note = await socket.receive_json(timeout=5)
        assert note["method"] == "notify_status_update"
        assert note["params"][0]["print_stats"] == {"state": "printing", "filename": "a.gcode"}
