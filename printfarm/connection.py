"""One HTTP request on Daphne: its body in a file, its answer as quick as its reader.

A body over `MAX_UPLOAD_BYTES` is refused before it is read.
"""

import asyncio
import json
import os
import tempfile
from io import BytesIO
from typing import IO, Any

import daphne.server  # noqa: F401  (first: it installs Twisted's reactor)
from daphne.http_protocol import HTTPFactory, WebRequest
from twisted.internet import reactor

IN_MEMORY = 64 * 1024
LINGER_S = 10.0
"""How long a client that was refused may go on sending until the connection is cut.

Cutting it at once would make its kernel throw the answer away unread.
"""


class FarmRequest(WebRequest):  # type: ignore[misc]
    """One request, its body in a file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parsePOSTFormSubmission = False
        self.is_refused = False
        self.lingering: Any = None
        self.drained = asyncio.Event()
        self.drained.set()

    def gotLength(self, length: int | None) -> None:  # noqa: N802  (Twisted's name)
        """The headers are there: refuse by the promised length, or make room for the body."""
        small = length is not None and length <= IN_MEMORY
        # Whoever takes the body closes it; Twisted closes it when nobody does.
        self.content = BytesIO() if small else tempfile.TemporaryFile()  # noqa: SIM115
        if length is not None and length > limit():
            self._refuse()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802  (Twisted's name)
        """Keep a piece of the body; of a refused one nothing is kept."""
        if self.is_refused:
            return
        if self.content.tell() + len(data) > limit():
            self._refuse()
        else:
            self.content.write(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:  # noqa: N802
        """The whole body is there: run the application, unless the request was refused."""
        if self.is_refused:
            self.channel.loseConnection()
        else:
            super().requestReceived(command, path, version)

    def _refuse(self) -> None:
        """Answer 413 and read no further."""
        self.is_refused = True
        self.requestHeaders.removeHeader(b"Expect")
        self.channel.persistent = False
        self.content.close()
        self.channel.transport.write(too_large())
        self.channel.transport.loseWriteConnection()
        clock: Any = reactor
        self.lingering = clock.callLater(LINGER_S, self.channel.transport.abortConnection)

    def taken_body(self) -> tuple[IO[bytes], int]:
        """The body, to be closed by whoever takes it, and its size; the server keeps an empty one."""
        body, self.content = self.content, BytesIO()
        size = body.seek(0, os.SEEK_END)
        body.seek(0)
        return body, size

    def handle_reply(self, message: dict[str, Any]) -> None:
        """Send a piece of the answer; the transport tells when it has too much of it."""
        is_open = self.channel is not None and not self.finished
        if message["type"] == "http.response.start" and is_open and self.producer is None:
            self.registerProducer(self, True)
        super().handle_reply(message)

    def finish(self) -> None:
        """The answer is complete."""
        if self.producer is not None:
            self.unregisterProducer()
        super().finish()

    def connectionLost(self, reason: Any) -> None:  # noqa: N802  (Twisted's name)
        """The client has gone."""
        self.drained.set()
        if self.lingering and self.lingering.active():
            self.lingering.cancel()
        super().connectionLost(reason)

    def pauseProducing(self) -> None:  # noqa: N802  (Twisted's name)
        """The client reads slower than the application writes."""
        self.drained.clear()

    def resumeProducing(self) -> None:  # noqa: N802  (Twisted's name)
        """There is room again."""
        self.drained.set()

    stopProducing = resumeProducing  # noqa: N815  (Twisted's name)


class FarmHTTPFactory(HTTPFactory):  # type: ignore[misc]
    """Makes connections whose requests are FarmRequests."""

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802  (Twisted's name)
        """The protocol of one connection."""
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = FarmRequest
        return protocol


def limit() -> int:
    """The largest body in bytes."""
    from django.conf import settings  # noqa: PLC0415  (not before the application is loaded)

    return int(settings.MAX_UPLOAD_BYTES)


def too_large() -> bytes:
    """The whole answer to a body over the limit."""
    from apps.api.problems import CONTENT_TYPE, Problem  # noqa: PLC0415  (needs loaded apps)

    megabytes = limit() // (1024 * 1024)
    detail = f"the file is larger than {megabytes} MB; FARM_MAX_UPLOAD_MB sets the limit"
    body = json.dumps(Problem(413, "FILE_TOO_LARGE", detail).body).encode()
    head = (
        "HTTP/1.1 413 Request Entity Too Large\r\n"
        f"Content-Type: {CONTENT_TYPE}\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
