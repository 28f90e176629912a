"""Moonraker's WebSocket: the same methods, and a subscription to printer objects."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import WSMsgType, web

from apps.simulator.moonraker_methods import Methods
from apps.simulator.moonraker_records import CallError, Params

TICK_S = 0.25
"""Klipper's status refresh period."""
Answer = Callable[[Methods, Any], Awaitable[dict[str, Any]]]


class Socket:
    """Handles `/websocket`; the handshake is open, every call needs identification."""

    def __init__(self, methods: Methods, key: str, answer: Answer) -> None:
        self._methods = methods
        self._key = key
        self._answer = answer

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        client = _Client(self._methods, socket)
        client.known = request.headers.get("X-Api-Key") == self._key
        pushing = asyncio.create_task(client.push())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await socket.send_json(await self._reply(client, message.data))
        finally:
            pushing.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await pushing
        return socket

    async def _reply(self, client: "_Client", text: str) -> dict[str, Any]:
        try:
            body = json.loads(text)
            number, name = body.get("id"), body.get("method")
            params = body.get("params") or {}
        except (ValueError, AttributeError):
            return _error(None, -32700, "Parse error")
        if name == "server.connection.identify":
            client.known = client.known or params.get("api_key") == self._key
            if client.known:
                return {"jsonrpc": "2.0", "result": {"connection_id": id(client)}, "id": number}
        if not client.known:
            return _error(number, -32602, "Unauthorized")
        if name == "printer.objects.subscribe":
            return await client.subscribe(number, params)
        return await self._answer(self._methods, body)


class _Client:
    """One connection: what it subscribed to and what it was told last."""

    def __init__(self, methods: Methods, socket: web.WebSocketResponse) -> None:
        self._methods = methods
        self._socket = socket
        self._wanted: Params = {}
        self._told: dict[str, Params] = {}
        self._state = methods.klipper.state
        self.known = False

    async def subscribe(self, number: Any, params: Params) -> dict[str, Any]:
        self._wanted = params.get("objects") or {}
        try:
            found = await self._methods.call("printer.objects.query", {"objects": self._wanted})
        except CallError as failure:
            return _error(number, failure.code, failure.message)
        self._told = found["status"]
        return {"jsonrpc": "2.0", "result": found, "id": number}

    async def push(self) -> None:
        """Tell changed fields and changes of Klipper's state until the connection ends."""
        while not self._socket.closed:
            await asyncio.sleep(TICK_S)
            if not self.known:
                continue
            self._methods.klipper.refresh()
            await self._tell_state()
            await self._tell_changes()

    async def _tell_state(self) -> None:
        state = self._methods.klipper.state
        if state == self._state:
            return
        self._state = state
        if state == "disconnected":
            self._wanted = {}
        if state in ("ready", "shutdown", "disconnected"):
            await self._notify(f"notify_klippy_{state}", [])

    async def _tell_changes(self) -> None:
        if not self._wanted or not self._methods.klipper.connected:
            return
        found = await self._methods.call("printer.objects.query", {"objects": self._wanted})
        changed = {
            name: fields
            for name, values in found["status"].items()
            if (fields := _difference(self._told.get(name, {}), values))
        }
        self._told = found["status"]
        if changed:
            await self._notify("notify_status_update", [changed, found["eventtime"]])

    async def _notify(self, method: str, params: list[Any]) -> None:
        with contextlib.suppress(ConnectionError):
            await self._socket.send_json({"jsonrpc": "2.0", "method": method, "params": params})


def _difference(before: Params, now: Params) -> Params:
    return {key: value for key, value in now.items() if before.get(key) != value}


def _error(number: Any, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "error": {"code": code, "message": message}, "id": number}
