"""Disturbances between a simulated printer and its clients; seconds here are real."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

HTML = "<!doctype html><html><head><title>Router</title></head><body>Please log in.</body></html>"


@dataclass(slots=True)
class Faults:
    """What is disturbed until when, on the clock given."""

    clock: Callable[[], float]
    blackhole_until: float = 0.0
    html_until: float = 0.0
    latency_s: float = 0.0
    drop_answer: str | None = None
    """`METHOD /part/of/path` whose next answer never arrives; the method may be left out."""
    answers_dropped: int = 0

    @property
    def blackhole_left_s(self) -> float:
        return max(0.0, self.blackhole_until - self.clock())

    @property
    def answers_html(self) -> bool:
        return self.clock() < self.html_until

    def takes_answer(self, method: str, path: str) -> bool:
        """Whether the answer to this request is to be dropped; said once."""
        if self.drop_answer is None:
            return False
        wanted_method, space, part = self.drop_answer.rpartition(" ")
        if (space and wanted_method.upper() != method) or part not in path:
            return False
        self.drop_answer = None
        self.answers_dropped += 1
        return True


def disturbed_by(faults: Faults) -> Middleware:
    """A middleware that lets the faults act on every request."""

    @web.middleware
    async def disturb(request: web.Request, handler: Handler) -> web.StreamResponse:
        if faults.blackhole_left_s:
            await asyncio.sleep(faults.blackhole_left_s)
            return _cut(request, web.Response(status=503))
        if faults.answers_html:
            return web.Response(text=HTML, content_type="text/html")
        if faults.latency_s:
            await asyncio.sleep(faults.latency_s)
        try:
            response = await handler(request)
        except web.HTTPException as answer:
            if not faults.takes_answer(request.method, request.path):
                raise
            return _cut(request, web.Response(status=answer.status))
        if faults.takes_answer(request.method, request.path):
            return _cut(request, response)
        return response

    return disturb


def _cut(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return response
