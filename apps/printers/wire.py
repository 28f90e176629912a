"""Holds conversations over HTTP: blocking for commands and files, on a loop for looking.

The only module that knows an HTTP library. A lost connection is thrown into the
conversation as Unreachable, so that it can look for what became of its call.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp
import requests
import urllib3
from yarl import URL

from apps.core.wording import gettext_noop
from apps.printers.losses import reason_of
from apps.printers.port import (
    Call,
    Conversation,
    Kind,
    MachineError,
    Rejected,
    Reply,
    Unreachable,
)
from apps.printers.wire_body import BodyStream

T = TypeVar("T")
Session = aiohttp.ClientSession
Progress = Callable[[int], None]

CONNECT_S = 3.05
BODY_CONNECT_S = 30.0
"""urllib3 sends under the connect timeout: slow storage may hold one block this long."""
LIMIT_BYTES = 8 * 1024 * 1024
TEXT_LIMIT = 2_000
BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Target:
    """Where a machine is heard: the base URL may have a path prefix; an empty key is none."""

    kind: Kind
    url: str
    api_key: str = field(default="", repr=False)

    def address(self, path: str) -> str:
        return self.url.rstrip("/") + path

    def headers(self, call: Call) -> dict[str, str]:
        key = {"X-Api-Key": self.api_key} if self.api_key else {}
        return {**key, **call.headers}


def hold(talk: Conversation[T], target: Target, progress: Progress | None = None) -> T:
    """Hold `talk` on one connection: no redirects, no repeats, no proxies.

    `progress` is told how many bytes of a file body were handed to the network.
    Raises what the conversation raises.
    """
    with closing(talk), requests.Session() as session:
        session.trust_env = False
        outcome: Reply | MachineError | None = None
        while True:
            try:
                call = _advance(talk, outcome)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            time.sleep(call.delay_s)
            try:
                outcome = _exchange(session, target, call, progress)
            except MachineError as error:
                outcome = error


async def hold_async(talk: Conversation[T], target: Target, session: aiohttp.ClientSession) -> T:
    """The same on a kept session from `open_session`, for looking only.

    Rejected is thrown into a conversation that wants anything but GET: aiohttp repeats
    some methods by itself when a kept connection turns out dead.
    """
    with closing(talk):
        outcome: Reply | MachineError | None = None
        while True:
            try:
                call = _advance(talk, outcome)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            await asyncio.sleep(call.delay_s)
            try:
                outcome = await _look(session, target, call)
            except MachineError as error:
                outcome = error


def open_session() -> aiohttp.ClientSession:
    """A session for `hold_async`, to be kept and closed by the caller: no cookies, no proxies.

    The caller asks one machine at most once at a time; the pool has no limit of its own.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )


def _advance(talk: Conversation[T], outcome: Reply | MachineError | None) -> Call:
    if outcome is None:
        return next(talk)
    if isinstance(outcome, MachineError):
        return talk.throw(outcome)
    return talk.send(outcome)


def _exchange(
    session: requests.Session, target: Target, call: Call, progress: Progress | None
) -> Reply:
    deadline = time.monotonic() + call.timeout_s
    try:
        with _request(session, target, call, progress) as answer:
            return _reply(answer.status_code, answer.headers, _read(answer, deadline))
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise Unreachable(reason_of(error)) from error


def _request(
    session: requests.Session, target: Target, call: Call, progress: Progress | None
) -> requests.Response:
    headers = target.headers(call)
    stream = None
    if call.body is not None:
        stream = BodyStream(call.body, progress)
        headers["Content-Type"] = stream.content_type
    return session.request(
        call.method,
        target.address(call.path),
        headers=headers,
        json=call.json,
        data=stream,
        timeout=(CONNECT_S if stream is None else BODY_CONNECT_S, call.timeout_s),
        allow_redirects=False,
        stream=True,
    )


def _read(answer: requests.Response, deadline: float) -> bytes:
    """The body, unless it is too large or drips in for longer than the call may last."""
    found = bytearray()
    while block := answer.raw.read1(BLOCK, decode_content=True):
        found += block
        if len(found) > LIMIT_BYTES:
            raise Unreachable(
                gettext_noop("The answer is larger than any host of this kind gives.")
            )
        if time.monotonic() > deadline:
            raise Unreachable(gettext_noop("The answer did not end in time."))
    return bytes(found)


async def _look(session: aiohttp.ClientSession, target: Target, call: Call) -> Reply:
    if call.method != "GET" or call.body is not None:
        raise Rejected(
            gettext_noop("%(method)s %(path)s is no question; commands are sent elsewhere.")
            % {"method": call.method, "path": call.path}
        )
    try:
        async with (
            asyncio.timeout(call.timeout_s),
            session.get(
                URL(target.address(call.path), encoded=True),
                headers=target.headers(call),
                allow_redirects=False,
            ) as answer,
        ):
            return _reply(answer.status, answer.headers, await _read_async(answer))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise Unreachable(reason_of(error)) from error


async def _read_async(answer: aiohttp.ClientResponse) -> bytes:
    found = bytearray()
    async for block in answer.content.iter_chunked(BLOCK):
        found += block
        if len(found) > LIMIT_BYTES:
            answer.close()
            raise Unreachable(
                gettext_noop("The answer is larger than any host of this kind gives.")
            )
    return bytes(found)


def _reply(status: int, headers: Mapping[str, str], body: bytes) -> Reply:
    return Reply(status, {name.lower(): value for name, value in headers.items()}, _content(body))


def _content(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body[: 4 * TEXT_LIMIT].decode("utf-8", "replace")[:TEXT_LIMIT]
