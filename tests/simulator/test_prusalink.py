"""The simulated PrusaLink answers as Buddy firmware does (facts from its source, 6.3)."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.simulator.rig import HEATED, SHORT, Bench

pytestmark = pytest.mark.asyncio
FILE = "/api/v1/files/usb/FARM_1_abcd1234.gcode"


async def state(bench: Bench) -> str:
    _, body = await bench.ask("GET", "/api/v1/status")
    return str(body["printer"]["state"])


async def put(bench: Bench, path: str = FILE, content: bytes = SHORT, **headers: str) -> int:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    status, _ = await bench.ask("PUT", path, data=content, headers=names)
    return status


async def printing(bench: Bench, content: bytes = SHORT) -> str:
    """Path of the job, with a slash before the command."""
    assert await put(bench, content=content, Print_After_Upload="?1") == 201
    _, body = await bench.ask("GET", "/api/v1/job")
    return f"/api/v1/job/{body['id']}"


async def test_a_print_ends_finished_until_somebody_presses_home(prusalink: Bench) -> None:
    assert await put(prusalink) == 201
    assert (await prusalink.ask("GET", "/api/v1/job"))[0] == 204
    assert (await prusalink.ask("POST", FILE))[0] == 204
    prusalink.pass_by(15)
    _, status = await prusalink.ask("GET", "/api/v1/status")
    assert status["printer"]["state"] == "PRINTING"
    assert "axis_x" not in status["printer"]
    assert 0 < status["job"]["progress"] < 100
    _, job = await prusalink.ask("GET", "/api/v1/job")
    assert job["file"]["display_name"] == "FARM_1_abcd1234.gcode"
    assert re.fullmatch(r"[A-Z0-9_~-]{1,8}\.GCO", job["file"]["name"])
    prusalink.pass_by(20)
    assert await state(prusalink) == "PRINTING"
    prusalink.pass_by(1_000)
    assert await state(prusalink) == "FINISHED"
    assert (await prusalink.ask("GET", "/api/v1/job"))[0] == 204
    prusalink.printer.machine.dismissed = True
    assert await state(prusalink) == "IDLE"


async def test_the_job_id_grows_by_one_per_print(prusalink: Bench) -> None:
    first = await printing(prusalink)
    prusalink.pass_by(1_000)
    assert (await prusalink.ask("POST", FILE))[0] == 204
    _, body = await prusalink.ask("GET", "/api/v1/job")
    assert f"/api/v1/job/{body['id'] - 1}" == first


async def test_pause_shows_at_once_and_resume_late(prusalink: Bench) -> None:
    job = await printing(prusalink)
    prusalink.pass_by(10)
    assert (await prusalink.ask("PUT", f"{job}/resume"))[0] == 409
    assert (await prusalink.ask("PUT", f"{job}/pause"))[0] == 204
    assert await state(prusalink) == "PAUSED"
    prusalink.pass_by(10)
    assert (await prusalink.ask("PUT", f"{job}/pause"))[0] == 409
    assert (await prusalink.ask("PUT", f"{job}/resume"))[0] == 204
    assert await state(prusalink) == "PAUSED"
    prusalink.pass_by(25)
    assert await state(prusalink) == "PRINTING"


async def test_a_stop_is_heard_while_heating_and_stays_stopped(prusalink: Bench) -> None:
    job = await printing(prusalink, HEATED)
    prusalink.pass_by(10)
    assert (await prusalink.ask("DELETE", job))[0] == 204
    assert await state(prusalink) == "PRINTING"
    prusalink.pass_by(12)
    assert await state(prusalink) == "STOPPED"
    assert (await prusalink.ask("DELETE", job))[0] == 409


async def test_runout_asks_for_attention_and_cannot_be_resumed_from_afar(
    prusalink: Bench,
) -> None:
    job = await printing(prusalink)
    prusalink.printer.machine.pause_now("runout")
    assert await state(prusalink) == "ATTENTION"
    _, body = await prusalink.ask("GET", "/api/v1/job")
    assert body["state"] == "PAUSED"
    assert (await prusalink.ask("PUT", f"{job}/resume"))[0] == 409
    assert (await prusalink.ask("DELETE", job))[0] == 204


@pytest.mark.parametrize(
    ("path", "status"),
    [("1/pause", 404), ("x/pause", 400), ("{id}/continue", 400), ("{id}/dance", 400)],
)
async def test_job_commands_are_judged(prusalink: Bench, path: str, status: int) -> None:
    job = await printing(prusalink)
    wanted = path.format(id=job.rpartition("/")[2])
    assert (await prusalink.ask("PUT", f"/api/v1/job/{wanted}"))[0] == status


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        (FILE, b"", 501),
        ("/api/v1/files/usb/a.txt", SHORT, 415),
        ("/api/v1/files/usb/a.bgcode", SHORT, 201),
        ("/api/v1/files/usb/deep/er/a.gcode", SHORT, 201),
        ("/api/v1/files/usb/a%3Cb.gcode", SHORT, 422),
        ("/api/v1/files/local/a.gcode", SHORT, 403),
        ("/api/v1/files/usb/" + "x" * 105 + ".gcode", SHORT, 415),
        ("/api/v1/files/usb/" + "x" * 160 + ".gcode", SHORT, 414),
    ],
)
async def test_uploads_are_judged(prusalink: Bench, path: str, content: bytes, status: int) -> None:
    assert await put(prusalink, path, content) == status
    assert not list(prusalink.printer.shelf.drafts.iterdir())


async def test_an_upload_without_a_length_is_refused(prusalink: Bench) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield SHORT

    assert (await prusalink.ask("PUT", FILE, data=chunks()))[0] == 411


async def test_files_are_not_replaced_unasked_nor_while_printing(prusalink: Bench) -> None:
    assert await put(prusalink) == 201
    assert await put(prusalink) == 409
    assert await put(prusalink, Overwrite="true") == 409
    assert await put(prusalink, Overwrite="?1") == 201
    assert (await prusalink.ask("POST", FILE))[0] == 204
    assert await put(prusalink, Overwrite="?1") == 409
    assert (await prusalink.ask("DELETE", FILE))[0] == 409


async def test_a_refused_print_after_upload_still_stores_the_file(prusalink: Bench) -> None:
    await printing(prusalink)
    other = "/api/v1/files/usb/b.gcode"
    assert await put(prusalink, other, Print_After_Upload="?1") == 409
    _, info = await prusalink.ask("GET", other)
    assert info["size"] == len(SHORT)
    assert (await prusalink.ask("POST", other))[0] == 409


async def test_head_tells_whether_a_file_prints(prusalink: Bench) -> None:
    assert (await prusalink.ask("HEAD", FILE))[0] == 404
    await printing(prusalink)
    async with prusalink.client.head(FILE, headers=prusalink.auth) as answer:
        assert answer.headers["Currently-Printing"] == "true"


async def test_deleting_leaves_the_finished_screen(prusalink: Bench) -> None:
    await printing(prusalink)
    prusalink.pass_by(1_000)
    assert (await prusalink.ask("DELETE", FILE))[0] == 204
    assert await state(prusalink) == "IDLE"
    assert (await prusalink.ask("DELETE", FILE))[0] == 404


async def test_only_one_transfer_at_a_time(prusalink: Bench) -> None:
    half_sent, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield SHORT
        half_sent.set()
        await go_on.wait()
        yield SHORT

    headers = {"Content-Length": str(2 * len(SHORT))}
    first = asyncio.create_task(prusalink.ask("PUT", FILE, data=slowly(), headers=headers))
    await half_sent.wait()
    while (await prusalink.ask("GET", "/api/v1/transfer"))[0] == 204:
        pass
    assert await put(prusalink, "/api/v1/files/usb/b.gcode") == 409
    go_on.set()
    assert (await first)[0] == 201
    assert (await prusalink.ask("GET", "/api/v1/transfer"))[0] == 204


def digest(bench: Bench, header: str, path: str) -> dict[str, str]:
    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    nonce = re.search(r'nonce="(\w+)"', header)
    assert nonce is not None
    who = md5(f"maker:Printer API:{bench.printer.spec.api_key}")
    response = md5(f"{who}:{nonce[1]}:{md5(f'GET:{path}')}")
    return {"Authorization": f'Digest username="maker", nonce="{nonce[1]}", response="{response}"'}


async def challenge(bench: Bench, **headers: str) -> str:
    async with bench.client.get("/api/v1/info", headers=headers) as answer:
        assert answer.status == 401
        return answer.headers["WWW-Authenticate"]


async def test_digest_opens_until_its_nonce_is_old(prusalink: Bench) -> None:
    headers = digest(prusalink, await challenge(prusalink), "/api/v1/info")
    async with prusalink.client.get("/api/v1/info", headers=headers) as answer:
        assert answer.status == 200
    prusalink.pass_by(301)
    assert 'stale="true"' in await challenge(prusalink, **headers)


async def test_a_reboot_makes_nonces_invalid_and_keeps_the_job_id(prusalink: Bench) -> None:
    before = await printing(prusalink)
    headers = digest(prusalink, await challenge(prusalink), "/api/v1/info")
    prusalink.printer.machine.vanish()
    prusalink.printer.generation += 1
    assert await state(prusalink) == "IDLE"
    await challenge(prusalink, **headers)
    assert (await prusalink.ask("PUT", f"{before}/pause"))[0] == 409


async def test_a_wrong_key_is_401_and_closes_after_an_upload(prusalink: Bench) -> None:
    assert "ApiKey" in await challenge(prusalink, **{"X-Api-Key": "wrong"})
    prusalink.auth = {"X-Api-Key": "wrong"}
    async with prusalink.client.put(FILE, data=SHORT, headers=prusalink.auth) as answer:
        assert (answer.status, answer.headers["Connection"]) == (401, "close")


async def test_it_says_what_it_is(prusalink: Bench) -> None:
    _, version = await prusalink.ask("GET", "/api/version")
    assert version["capabilities"] == {"upload-by-put": True}
    assert "original" not in version
    _, info = await prusalink.ask("GET", "/api/v1/info")
    assert info["serial"].startswith("SIM-")
    _, folder = await prusalink.ask("GET", "/api/v1/files/usb/")
    assert folder["children"] == []
    status: tuple[int, Any] = await prusalink.ask("POST", "/api/files/local", data=b"x")
    assert status[0] == 410


async def test_an_upload_broken_off_leaves_nothing(prusalink: Bench) -> None:
    port = prusalink.client.port
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    key = prusalink.printer.spec.api_key
    head = f"PUT {FILE} HTTP/1.1\r\nHost: x\r\nX-Api-Key: {key}\r\nContent-Length: 9999\r\n\r\n"
    writer.write(head.encode() + SHORT)
    await writer.drain()
    while (await prusalink.ask("GET", "/api/v1/transfer"))[0] == 204:
        pass
    writer.close()
    while (await prusalink.ask("GET", "/api/v1/transfer"))[0] == 200:
        pass
    assert not prusalink.printer.shelf.files
    assert not list(prusalink.printer.shelf.drafts.iterdir())
    assert await put(prusalink) == 201
