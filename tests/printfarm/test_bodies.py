"""Bodies in files reach the application piece by piece."""

import asyncio
import io
from typing import Any

from printfarm.bodies import KEY, PIECE, FromFile, Message, Receive, Send
from printfarm.server import quoted, with_length


class Recorder:
    """An application that keeps what it is told until the end of the body."""

    def __init__(self, messages: int) -> None:
        self.count, self.seen = messages, list[Message]()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        for _each in range(self.count):
            self.seen.append(await receive())


def run(recorder: Recorder, body: bytes, *told: Message) -> io.BytesIO:
    file, queue = io.BytesIO(body), list(told)

    async def receive() -> Message:
        return queue.pop(0)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    scope: dict[str, Any] = {"type": "http", KEY: file}
    asyncio.run(FromFile(recorder)(scope, receive, send))
    assert KEY not in scope
    return file


def test_body_arrives_whole_and_in_pieces() -> None:
    recorder, body = Recorder(3), b"x" * (2 * PIECE + 1)
    run(recorder, body)
    assert [message["more_body"] for message in recorder.seen] == [True, True, False]
    assert b"".join(message["body"] for message in recorder.seen) == body


def test_body_that_fills_its_last_piece_ends() -> None:
    recorder = Recorder(2)
    run(recorder, b"x" * PIECE)
    assert [len(message["body"]) for message in recorder.seen] == [PIECE, 0]
    assert recorder.seen[-1]["more_body"] is False


def test_servers_own_empty_body_is_passed_over() -> None:
    recorder = Recorder(2)
    own: Message = {"type": "http.request", "body": b"", "more_body": False}
    run(recorder, b"abc", own, {"type": "http.disconnect"})
    assert [message["type"] for message in recorder.seen] == ["http.request", "http.disconnect"]
    assert recorder.seen[0]["body"] == b"abc"


def test_file_is_closed_at_the_end() -> None:
    assert run(Recorder(1), b"abc").closed


def test_chunked_request_gets_its_length() -> None:
    headers = [(b"host", b"farm"), (b"transfer-encoding", b"chunked")]
    assert with_length(headers, 7) == [(b"host", b"farm"), (b"content-length", b"7")]


def test_length_that_was_sent_is_kept() -> None:
    headers = [(b"content-length", b"7")]
    assert with_length(headers, 7) == headers


def test_ipv6_address_is_quoted_for_the_endpoint() -> None:
    assert quoted("::1") == r"\:\:1"
