"""One HTTP application on one port that can refuse connections for a while."""

import asyncio

from aiohttp import web

LISTEN_QUEUE = 128
RETRY_S = 0.1


class Listener:
    """Keeps its port number over closing and opening again."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self._host = host
        self.port = port
        self._server: asyncio.Server | None = None
        self._reopening: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self.port}"

    async def open(self) -> None:
        if self._runner.server is None:
            await self._runner.setup()
        loop = asyncio.get_running_loop()
        if self._runner.server is None:
            raise RuntimeError("the application did not start")
        self._server = await loop.create_server(
            self._runner.server, self._host, self.port, backlog=LISTEN_QUEUE, reuse_address=True
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def refuse(self, seconds: float) -> None:
        """Drop every connection and refuse new ones for that long."""
        if self._reopening is not None:
            self._reopening.cancel()
        self._shut()
        self._reopening = asyncio.create_task(self._reopen(seconds))

    async def close(self) -> None:
        if self._reopening is not None:
            self._reopening.cancel()
        self._shut()
        await self._runner.cleanup()

    def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._runner.server is not None:
            for connection in list(self._runner.server.connections):
                if connection.transport is not None:
                    connection.transport.abort()

    async def _reopen(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        while True:
            try:
                return await self.open()
            except OSError:  # somebody else took the port meanwhile
                await asyncio.sleep(RETRY_S)
