"""The wire against real sockets on loopback: hostile answers, lost connections, large files."""

import asyncio
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from apps.printers import wire
from apps.printers.gateway import Machine, look_at
from apps.printers.port import (
    Activity,
    Call,
    Conversation,
    FileBody,
    Kind,
    Rejected,
    Reply,
    Unreachable,
)
from apps.printers.wire import Target, hold, hold_async, open_session
from tests.printers.replay import recorded

BIG = 64 * 1024 * 1024


@dataclass
class Seen:
    """What the server was asked; bodies are counted, not kept, beyond their edges."""

    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    body_bytes: int = 0
    start: bytes = b""
    end: bytes = b""


Answer = Callable[[BaseHTTPRequestHandler], None]


def said(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def hung_up(request: BaseHTTPRequestHandler) -> None:
    request.connection.shutdown(socket.SHUT_RDWR)


def garbage(request: BaseHTTPRequestHandler) -> None:
    """OctoPrint's placeholder while it boots says these bytes and no HTTP."""
    request.wfile.write(b"Not found\r\n\r\n")
    request.close_connection = True


def cut(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"state"')
    request.close_connection = True


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    request.close_connection = True
    block = b"x" * 1024 * 1024
    try:
        for _ in range(12):
            request.wfile.write(block)
    except OSError:
        return


@contextmanager
def serving(answer: Answer) -> Iterator[tuple[str, Seen]]:
    """A loopback server that gives one answer to everything."""
    seen = Seen()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            seen.requests.append((self.command, self.path, dict(self.headers)))
            swallow(self, seen)
            answer(self)

        def log_message(self, *args: Any) -> None:
            """Silent."""

    for method in ("GET", "POST", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.handle_any)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def swallow(request: BaseHTTPRequestHandler, seen: Seen) -> None:
    left = int(request.headers.get("Content-Length", 0))
    while left and (block := request.rfile.read(min(left, 65536))):
        left -= len(block)
        seen.body_bytes += len(block)
        seen.start = (seen.start + block)[:400]
        seen.end = (seen.end + block)[-100:]


def ask(call: Call) -> Conversation[Reply]:
    """One call, its reply."""
    return (yield call)


def ask_and_catch(call: Call) -> Conversation[str]:
    """One call, and another question after its loss, as connectors do."""
    try:
        yield call
    except Unreachable as error:
        reply = yield Call("GET", "/after")
        return f"{error.code} then {reply.status}"
    return "answered"


GET = Call("GET", "/x", timeout_s=5)


def target(url: str, key: str = "") -> Target:
    return Target(kind=Kind.OCTOPRINT, url=url, api_key=key)


def held(url: str, call: Call = GET, key: str = "") -> Reply:
    return hold(ask(call), target(url, key))


def held_async(url: str, call: Call = GET, key: str = "") -> Reply:
    async def run() -> Reply:
        async with open_session() as session:
            return await hold_async(ask(call), target(url, key), session)

    return asyncio.run(run())


Holding = Callable[..., Reply]


@pytest.fixture(params=[held, held_async], ids=["blocking", "loop"])
def holding(request: pytest.FixtureRequest) -> Holding:
    found: Holding = request.param
    return found


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"[1, 2]", [1, 2]),
        (b"Not a GCODE", "Not a GCODE"),
        (b"<!DOCTYPE html><html></html>", "<!DOCTYPE html><html></html>"),
        (b"", None),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"[" * 100_000, "[" * 2000),
    ],
)
def test_answers_are_json_or_else_text(holding: Holding, body: bytes, content: Any) -> None:
    with serving(said(200, body)) as (url, _):
        assert holding(url).content == content


def test_any_status_comes_back_with_its_headers(holding: Holding) -> None:
    with serving(said(409, b"{}", ETag="7")) as (url, _):
        reply = holding(url)

    assert (reply.status, reply.headers["etag"]) == (409, "7")


def test_redirects_are_not_followed(holding: Holding) -> None:
    with serving(said(302, Location="http://127.0.0.1:9/")) as (url, seen):
        reply = holding(url)

    assert (reply.status, len(seen.requests)) == (302, 1)


def test_the_key_and_the_prefix_of_the_address_are_used(holding: Holding) -> None:
    with serving(said(200)) as (url, seen):
        holding(f"{url}/octo/", Call("GET", "/api/files/a%20b?c=%2F"), key="K")

    ((_, path, headers),) = seen.requests
    assert (path, headers["X-Api-Key"]) == ("/octo/api/files/a%20b?c=%2F", "K")


def test_a_call_is_sent_after_its_delay(holding: Holding, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(delay_s: float) -> None:
        waited.append(delay_s)

    monkeypatch.setattr("apps.printers.wire.time.sleep", waited.append)
    monkeypatch.setattr("apps.printers.wire.asyncio.sleep", sleep)

    with serving(said(200)) as (url, _):
        holding(url, Call("GET", "/x", delay_s=600))

    assert 600 in waited


def test_without_a_key_no_header_is_sent(holding: Holding) -> None:
    with serving(said(200)) as (url, seen):
        holding(url)

    assert "X-Api-Key" not in seen.requests[0][2]


@pytest.mark.parametrize("answer", [hung_up, garbage, cut, endless])
def test_what_is_no_answer_is_unreachable(holding: Holding, answer: Answer) -> None:
    with serving(answer) as (url, _), pytest.raises(Unreachable):
        holding(url)


def test_nobody_there_is_unreachable(holding: Holding) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"

        with pytest.raises(Unreachable):
            holding(url)


@pytest.mark.parametrize("url", ["http://", "nonsense", "http://127.0.0.1:99999"])
def test_an_address_that_is_none_is_unreachable(holding: Holding, url: str) -> None:
    with pytest.raises(Unreachable):
        holding(url)


def test_a_slow_answer_is_unreachable_after_its_time(holding: Holding) -> None:
    release = threading.Event()

    def slow(request: BaseHTTPRequestHandler) -> None:
        release.wait(20)

    with serving(slow) as (url, _):
        try:
            with pytest.raises(Unreachable):
                holding(url, Call("GET", "/x", timeout_s=0.2))
        finally:
            release.set()


def test_an_answer_that_drips_is_unreachable_after_its_time(holding: Holding) -> None:
    done = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        try:
            while not done.wait(0.05):
                request.wfile.write(b" ")
        except OSError:
            return

    with serving(drip) as (url, _):
        try:
            with pytest.raises(Unreachable):
                holding(url, Call("GET", "/x", timeout_s=0.4))
        finally:
            done.set()


def test_a_command_is_sent_once_even_when_its_connection_is_lost() -> None:
    with serving(hung_up) as (url, seen), pytest.raises(Unreachable):
        held(url, Call("POST", "/api/job", json={"command": "start"}))

    assert len(seen.requests) == 1


def test_a_loss_is_thrown_into_the_conversation() -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        (said(200) if request.path == "/after" else hung_up)(request)

    with serving(answer) as (url, _):
        assert hold(ask_and_catch(GET), target(url)) == "unreachable then 200"


@pytest.mark.parametrize(
    "call",
    [
        Call("POST", "/api/job", json={"command": "start"}),
        Call("PUT", "/x"),
        Call("DELETE", "/x"),
        Call("GET", "/x", body=FileBody(Path("a"), 1)),
    ],
)
def test_the_loop_only_looks(call: Call) -> None:
    with serving(said(200)) as (url, seen), pytest.raises(Rejected):
        held_async(url, call)

    assert seen.requests == []


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A sparse file: large to read, nothing on the disk."""
    path = tmp_path / "big.gcode"
    with path.open("wb") as file:
        file.truncate(BIG)
    return path


@pytest.mark.parametrize("form_field", ["", "file"])
def test_a_large_file_streams_with_little_memory(big: Path, form_field: str) -> None:
    body = FileBody(big, BIG, form_field=form_field, filename="big.gcode")
    sent: list[int] = []

    with serving(said(201)) as (url, seen):
        tracemalloc.start()
        try:
            reply = hold(ask(Call("PUT", "/f", body=body)), target(url), sent.append)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert reply.status == 201
    assert seen.body_bytes == int(seen.requests[0][2]["Content-Length"]) >= BIG
    assert "Transfer-Encoding" not in seen.requests[0][2]
    assert peak < 8 * 1024 * 1024
    assert (sent[-1], sent == sorted(sent)) == (BIG, True)


def test_a_form_is_written_as_hosts_read_it(tmp_path: Path) -> None:
    path = tmp_path / "a.gcode"
    path.write_bytes(b"G28\n")
    body = FileBody(path, 4, "file", "a.gcode", {"root": "gcodes"})

    with serving(said(201)) as (url, seen):
        held(url, Call("POST", "/f", body=body))

    kind, _, boundary = seen.requests[0][2]["Content-Type"].partition("; boundary=")
    mark = f"--{boundary}".encode()
    assert kind == "multipart/form-data"
    assert seen.start == (
        mark + b'\r\nContent-Disposition: form-data; name="root"\r\n\r\ngcodes\r\n'
        b"" + mark + b'\r\nContent-Disposition: form-data; name="file"; filename="a.gcode"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\nG28\n\r\n" + mark + b"--\r\n"
    )


@pytest.mark.parametrize(("content", "size"), [(b"", 0), (b"abc", 4), (b"abcd", 3), (None, 4)])
def test_a_file_that_is_not_as_declared_is_not_sent(
    tmp_path: Path, content: bytes | None, size: int
) -> None:
    path = tmp_path / "a.gcode"
    if content is not None:
        path.write_bytes(content)

    with serving(said(201)) as (url, seen), pytest.raises(Rejected):
        held(url, Call("PUT", "/f", body=FileBody(path, size)))

    assert seen.requests == []


def test_a_server_that_hangs_up_during_the_body_is_unreachable(big: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=lambda: server.accept()[0].close())
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"

        with pytest.raises(Unreachable):
            held(url, Call("PUT", "/f", body=FileBody(big, BIG)))
        thread.join()


def test_no_proxy_of_the_environment_stands_between(
    holding: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")

    with serving(said(200)) as (url, _):
        assert holding(url).status == 200


def test_a_machine_is_heard_over_the_wire_both_ways() -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        name = "job_printing" if request.path == "/api/job" else "printer_printing"
        text = (Path(__file__).parent / f"recorded/octoprint/{name}.json").read_bytes()
        said(200, text)(request)

    async def look(where: Target) -> Any:
        async with wire.open_session() as session:
            return await look_at(where, session)

    with serving(answer) as (url, _):
        seen = Machine(target(url)).look()
        assert asyncio.run(look(target(url))) == seen

    assert seen.activity is Activity.PRINTING
    assert seen.file_position == recorded("octoprint/job_printing")["progress"]["filepos"]
