"""The live feed: what changed, merged, and numbered by the process that says it."""

import asyncio
import functools
import itertools
import json
import logging
import os
import secrets
from collections.abc import Collection, Mapping
from concurrent.futures import Future
from dataclasses import asdict
from time import monotonic
from typing import Any

from channels.layers import get_channel_layer
from django.core.serializers.json import DjangoJSONEncoder

from apps.core import aio
from apps.live.selectors import farm_state, job_rows, printer_tiles

log = logging.getLogger(__name__)

GROUP = "live"
PERIOD_S = 0.25
"""At most one message in this time; what changes meanwhile is merged into the next."""

Changes = Mapping[str, Mapping[str, Any]]


class Feed:
    """Lives on the loop of its process; numbers its messages from 1, so that a gap can be seen."""

    def __init__(self) -> None:
        self.source = secrets.token_hex(4)
        self._numbers = itertools.count(1)
        self._waiting: dict[str, dict[str, dict[str, Any]]] = {}
        self._sent = 0.0
        self._sending: asyncio.Task[None] | None = None

    async def add(self, kind: str, changes: Changes) -> None:
        """Merge `changes` (by id as text, plain JSON values) into what is sent next."""
        waiting = self._waiting.setdefault(kind, {})
        for key, change in changes.items():
            waiting.setdefault(key, {}).update(change)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_soon())

    async def _send_soon(self) -> None:
        while self._waiting:
            await asyncio.sleep(self._sent + PERIOD_S - monotonic())
            changes, self._waiting, self._sent = self._waiting, {}, monotonic()
            message = {"source": self.source, "number": next(self._numbers), "changes": changes}
            layer = get_channel_layer()
            if layer is not None:
                await layer.group_send(GROUP, {"type": "live.changes", "message": message})


@functools.cache
def _feed(process: int) -> Feed:
    return Feed()


def publish(kind: str, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Tell every listener what changed, by kind and id; returns at once, from any thread."""
    if changes:
        aio.submit(_feed(os.getpid()).add(kind, plain(changes))).add_done_callback(_tell_failure)


def plain(values: Any) -> Any:
    """The same as JSON would carry it: text for keys, times and enumerations."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def publish_printers(ids: Collection[int]) -> None:
    """These printers changed their state."""
    if ids:
        publish("printers", {tile.id: asdict(tile) for tile in printer_tiles(ids)})


def publish_jobs(ids: Collection[int]) -> None:
    """These jobs changed."""
    if ids:
        publish("jobs", {row.id: asdict(row) for row in job_rows(ids)})


def publish_farm() -> None:
    """Dispatch was stopped or resumed."""
    publish("farm", {0: farm_state()})


def publish_numbers(numbers: Mapping[int, Mapping[str, Any]]) -> None:
    """Figures of printers, by printer; no state is told by them alone."""
    publish("printers", numbers)


def _tell_failure(sending: "Future[None]") -> None:
    if not sending.cancelled() and (error := sending.exception()):
        log.error("the live feed lost a message", exc_info=error)
