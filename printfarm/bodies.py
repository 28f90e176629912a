"""Request bodies that lie in a file, handed to the application piece by piece."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import IO, Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[..., Awaitable[None]]

PIECE = 256 * 1024
KEY = "printfarm.body"


class FromFile:
    """Wraps an ASGI application; a body named in the scope is read only as the application asks."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Run the application, and close the file when it has ended."""
        body: IO[bytes] | None = scope.pop(KEY, None)
        if body is None:
            await self.application(scope, receive, send)
            return
        with body:
            await self.application(scope, Reader(body, receive), send)


class Reader:
    """The application's `receive`: first the body, then what the server has to say."""

    def __init__(self, body: IO[bytes], receive: Receive) -> None:
        self.body, self.receive = body, receive
        self.is_read = False

    async def __call__(self) -> Message:
        """The next message; other connections get their turn after each piece."""
        if not self.is_read:
            piece = self.body.read(PIECE)
            self.is_read = len(piece) < PIECE
            await asyncio.sleep(0)
            return {"type": "http.request", "body": piece, "more_body": not self.is_read}
        message = await self.receive()
        # The server's own message about the body: it saw an empty one.
        while message["type"] == "http.request":
            message = await self.receive()
        return message
