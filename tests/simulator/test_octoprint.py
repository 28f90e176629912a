"""The simulated OctoPrint answers as the real one (facts measured on 1.11.8)."""

import hashlib
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData

from tests.simulator.rig import HEATED, SHORT, Bench

pytestmark = pytest.mark.asyncio


def form(content: bytes, name: str, fields: dict[str, str]) -> FormData:
    data = FormData(quote_fields=False)
    for key, value in fields.items():
        data.add_field(key, value)
    data.add_field("file", BytesIO(content), filename=name)
    return data


async def upload(
    bench: Bench, content: bytes = SHORT, name: str = "a.gcode", **fields: str
) -> tuple[int, Any]:
    return await bench.ask("POST", "/api/files/local", data=form(content, name, fields))


async def command(bench: Bench, name: str, **more: Any) -> int:
    status, _ = await bench.ask("POST", "/api/job", json={"command": name, **more})
    return status


async def job(bench: Bench) -> dict[str, Any]:
    status, body = await bench.ask("GET", "/api/job")
    assert status == 200
    return dict(body)


async def printing(bench: Bench, content: bytes = SHORT) -> None:
    status, body = await upload(bench, content, print="true")
    assert (status, body["effectivePrint"]) == (201, True)


async def test_a_bad_key_is_403_on_get_and_400_csrf_on_post(octoprint: Bench) -> None:
    octoprint.auth = {"X-Api-Key": "wrong"}
    assert (await octoprint.ask("GET", "/api/job"))[0] == 403
    answer = await octoprint.ask("POST", "/api/job", json={"command": "start"})
    assert answer == (400, {"error": "CSRF validation failed"})
    assert (await upload(octoprint, b"G1 X1\n" * 200_000))[0] == 400
    assert not octoprint.printer.shelf.files


@pytest.mark.parametrize("style", ["bearer", "query"])
async def test_the_key_may_come_otherwise(octoprint: Bench, style: str) -> None:
    key = octoprint.printer.spec.api_key
    octoprint.auth = {"Authorization": f"Bearer {key}"} if style == "bearer" else {}
    path = "/api/version" if style == "bearer" else f"/api/version?apikey={key}"
    status, body = await octoprint.ask("GET", path)
    assert (status, body["text"]) == (200, "OctoPrint 1.11.8")


async def test_an_upload_can_be_verified_and_carries_userdata(octoprint: Bench) -> None:
    status, body = await upload(octoprint, path="farm", userdata='{"job": 7}')
    assert status == 201
    path = body["files"]["local"]["path"]
    assert (path, body["effectivePrint"]) == ("farm/a.gcode", False)
    _, info = await octoprint.ask("GET", f"/api/files/local/{path}")
    sha1 = hashlib.sha1(SHORT, usedforsecurity=False).hexdigest()
    assert (info["size"], info["hash"], info["userdata"]) == (len(SHORT), sha1, {"job": 7})
    assert "prints" not in info


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [
        ("a.txt", {}, 415),
        ("a.bgcode", {}, 415),
        ("a", {}, 415),
        ("x" * 260 + ".gcode", {}, 415),
        ("../../a.gcode", {}, 400),
        ("a.gcode", {"path": "../.."}, 400),
        ("a.gcode", {"userdata": "{"}, 400),
        ("a.gco", {}, 201),
    ],
)
async def test_uploads_are_judged(
    octoprint: Bench, name: str, fields: dict[str, str], status: int
) -> None:
    assert (await upload(octoprint, SHORT, name, **fields))[0] == status
    assert len(octoprint.printer.shelf.files) == (status == 201)
    assert not list(octoprint.printer.shelf.drafts.iterdir())


async def test_start_without_a_selected_file_is_accepted_and_does_nothing(
    octoprint: Bench,
) -> None:
    assert await command(octoprint, "start") == 204
    assert (await job(octoprint))["state"] == "Operational"


async def test_a_print_is_selected_started_and_done(octoprint: Bench) -> None:
    await upload(octoprint)
    assert (await octoprint.ask("POST", "/api/files/local/a.gcode", json={"command": "select"}))[
        0
    ] == 204
    selected = await job(octoprint)
    assert selected["job"]["file"]["path"] == "a.gcode"
    assert selected["progress"]["completion"] is None
    assert await command(octoprint, "start") == 204
    octoprint.pass_by(15)
    running = await job(octoprint)
    assert running["state"] == "Printing"
    assert 0 < running["progress"]["filepos"] < len(SHORT)
    octoprint.pass_by(60)
    done = await job(octoprint)
    assert (done["state"], done["progress"]["completion"]) == ("Operational", 100.0)
    assert done["job"]["file"]["path"] == "a.gcode"
    _, info = await octoprint.ask("GET", "/api/files/local/a.gcode")
    assert info["prints"]["last"]["success"] is True
    assert info["prints"]["success"] == 1


async def test_a_cancel_ends_operational_with_no_progress(octoprint: Bench) -> None:
    await printing(octoprint)
    octoprint.pass_by(10)
    assert await command(octoprint, "cancel") == 204
    assert (await job(octoprint))["state"] == "Cancelling"
    octoprint.pass_by(2)
    after = await job(octoprint)
    assert (after["state"], after["progress"]["completion"]) == ("Operational", None)
    assert after["job"]["file"]["path"] == "a.gcode"
    _, info = await octoprint.ask("GET", "/api/files/local/a.gcode")
    assert info["prints"]["last"]["success"] is False


async def test_pausing_behind_heating_keeps_the_printing_flag(octoprint: Bench) -> None:
    await printing(octoprint, HEATED)
    octoprint.pass_by(10)
    assert await command(octoprint, "pause", action="pause") == 204
    _, state = await octoprint.ask("GET", "/api/printer")
    flags = state["state"]["flags"]
    assert (state["state"]["text"], flags["pausing"], flags["printing"]) == ("Pausing", True, True)
    octoprint.pass_by(60)
    assert (await job(octoprint))["state"] == "Paused"
    assert await command(octoprint, "pause", action="pause") == 204
    assert await command(octoprint, "pause", action="resume") == 204
    octoprint.pass_by(5)
    assert (await job(octoprint))["state"] == "Printing"


async def test_commands_without_a_job_and_starts_during_one_are_conflicts(
    octoprint: Bench,
) -> None:
    assert await command(octoprint, "cancel") == 409
    assert await command(octoprint, "pause", action="pause") == 409
    assert await command(octoprint, "dance") == 400
    await printing(octoprint)
    assert await command(octoprint, "start") == 409
    assert (await octoprint.ask("DELETE", "/api/files/local/a.gcode"))[0] == 409
    assert (await upload(octoprint))[0] == 409
    status, body = await upload(octoprint, SHORT, "b.gcode", print="true")
    assert (status, body["effectivePrint"]) == (201, False)


async def test_after_a_firmware_error_printer_is_409_and_job_tells_why(octoprint: Bench) -> None:
    await printing(octoprint)
    octoprint.printer.machine.fail("Thermal Runaway, system stopped!")
    assert await octoprint.ask("GET", "/api/printer") == (
        409,
        {"error": "Printer is not operational"},
    )
    body = await job(octoprint)
    assert (body["state"], body["error"]) == (
        "Offline after error",
        "Thermal Runaway, system stopped!",
    )
    assert body["job"]["file"]["path"] is None
    _, connection = await octoprint.ask("GET", "/api/connection")
    assert connection["current"]["state"] == "Closed"
    _, error = await octoprint.ask("GET", "/api/printer/error")
    assert error["faq"] == "firmware-thermal-runaway"
    assert (await octoprint.ask("POST", "/api/connection", json={"command": "connect"}))[0] == 204
    octoprint.pass_by(1)
    assert (await job(octoprint))["state"] == "Operational"


async def test_files_are_listed_downloaded_and_deleted(octoprint: Bench) -> None:
    await upload(octoprint, path="farm")
    _, flat = await octoprint.ask("GET", "/api/files")
    assert flat["free"] > 0
    assert flat["files"][0]["children"] == []
    _, deep = await octoprint.ask("GET", "/api/files?recursive=true")
    assert deep["files"][0]["children"][0]["path"] == "farm/a.gcode"
    assert await octoprint.ask("GET", "/downloads/files/local/farm/a.gcode") == (
        200,
        SHORT.decode(),
    )
    assert (await octoprint.ask("DELETE", "/api/files/local/farm/a.gcode"))[0] == 204
    assert (await octoprint.ask("DELETE", "/api/files/local/farm/a.gcode"))[0] == 404


async def test_the_profile_tells_bed_and_nozzle(octoprint: Bench) -> None:
    _, body = await octoprint.ask("GET", "/api/printerprofiles")
    profile = body["profiles"]["_default"]
    assert (profile["volume"]["width"], profile["extruder"]["nozzleDiameter"]) == (235.0, 0.4)
    assert profile["current"] is True


async def test_a_foreign_print_is_named_by_its_user(octoprint: Bench) -> None:
    await upload(octoprint)
    await octoprint.printer.start("a.gcode", user="visitor", foreign=True)
    assert (await job(octoprint))["job"]["user"] == "visitor"
