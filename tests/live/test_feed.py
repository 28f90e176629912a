"""Merging, numbering and pace of what is published."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from channels.layers import get_channel_layer

from apps.live import feed
from apps.live.feed import GROUP, Feed


class Listener:
    """Everything that arrives at one channel of the group."""

    def __init__(self, channel: str) -> None:
        self.channel = channel

    async def next(self) -> dict[str, Any]:
        layer = get_channel_layer()
        assert layer is not None
        event = await asyncio.wait_for(layer.receive(self.channel), 5)
        message: dict[str, Any] = event["message"]
        return message


@pytest_asyncio.fixture
async def listener() -> AsyncIterator[Listener]:
    layer = get_channel_layer()
    assert layer is not None
    channel = await layer.new_channel()
    await layer.group_add(GROUP, channel)
    yield Listener(channel)
    await layer.group_discard(GROUP, channel)


@pytest.mark.asyncio
async def test_changes_of_one_moment_are_one_message_and_the_last_word_counts(
    listener: Listener,
) -> None:
    one = Feed()
    await one.add("printers", {"1": {"look": "printing", "progress": 1.0}})
    await one.add("printers", {"1": {"progress": 2.0}, "2": {"look": "ready"}})
    await one.add("jobs", {"7": {"good": 1}})
    message = await listener.next()
    assert message["changes"] == {
        "printers": {"1": {"look": "printing", "progress": 2.0}, "2": {"look": "ready"}},
        "jobs": {"7": {"good": 1}},
    }


@pytest.mark.asyncio
async def test_messages_of_a_source_are_numbered_without_a_gap(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PERIOD_S", 0.0)
    one, numbers = Feed(), []
    for progress in range(3):
        await one.add("printers", {"1": {"progress": progress}})
        numbers.append((await listener.next())["number"])
    assert numbers == [1, 2, 3]


@pytest.mark.asyncio
async def test_a_burst_becomes_two_messages_not_a_hundred(listener: Listener) -> None:
    one = Feed()
    await one.add("printers", {"1": {"progress": 0}})
    assert (await listener.next())["number"] == 1
    for progress in range(1, 101):
        await one.add("printers", {"1": {"progress": progress}})
    message = await listener.next()
    assert message["number"] == 2
    assert message["changes"]["printers"]["1"]["progress"] == 100


def test_published_values_are_what_json_carries() -> None:
    at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert feed.plain({3: {"at": at, "pair": ("a", 1)}}) == {
        "3": {"at": "2026-01-02T03:04:00Z", "pair": ["a", 1]}
    }
