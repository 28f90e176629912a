"""One open dashboard: who may listen, and what it is sent."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import User

from apps.accounts.roles import Role
from apps.accounts.services import revoke
from apps.live.consumers import NO_ROLE, UNKNOWN_CALLER
from apps.live.feed import GROUP
from apps.live.routing import websocket_urlpatterns
from tests import builders

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]


async def connected(
    user: User | None = None, query: str = "", headers: list[tuple[bytes, bytes]] | None = None
) -> WebsocketCommunicator:
    app = URLRouter(websocket_urlpatterns)  # type: ignore[arg-type]
    line = WebsocketCommunicator(app, f"/ws/live/{query}", headers=headers)
    line.scope["user"] = user  # type: ignore[typeddict-unknown-key]
    accepted, _ = await line.connect()
    assert accepted
    return line


async def closed_with(line: WebsocketCommunicator) -> int:
    event = await line.receive_output(5)
    assert event["type"] == "websocket.close"
    return int(event["code"])


async def say(number: int, changes: dict[str, Any], source: str = "poller") -> None:
    layer = get_channel_layer()
    assert layer is not None
    message = {"source": source, "number": number, "changes": changes}
    await layer.group_send(GROUP, {"type": "live.changes", "message": message})


async def a_viewer() -> User:
    return await sync_to_async(builders.a_user)(Role.VIEWER)


async def test_a_stranger_is_told_to_sign_in() -> None:
    assert await closed_with(await connected()) == UNKNOWN_CALLER


async def test_a_user_without_a_role_hears_nothing() -> None:
    user = await sync_to_async(builders.a_user)(None)
    assert await closed_with(await connected(user)) == NO_ROLE


async def test_a_viewer_gets_the_snapshot_first() -> None:
    printer = await sync_to_async(builders.a_printer)()
    line = await connected(await a_viewer())
    message = await line.receive_json_from(5)
    assert (message["type"], message["sequence"]) == ("snapshot", 1)
    assert message["printers"][str(printer.pk)]["look"] == "ready"
    await line.disconnect()


async def test_a_token_opens_the_feed_in_the_query_or_in_a_header() -> None:
    _, secret = await sync_to_async(builders.a_token)()
    for line in (
        await connected(query=f"?token={secret}"),
        await connected(headers=[(b"authorization", f"Token {secret}".encode())]),
    ):
        assert (await line.receive_json_from(5))["type"] == "snapshot"
        await line.disconnect()


async def test_a_revoked_token_opens_nothing() -> None:
    token, secret = await sync_to_async(builders.a_token)()
    await sync_to_async(revoke)(token)
    assert await closed_with(await connected(query=f"?token={secret}")) == UNKNOWN_CALLER


async def test_changes_follow_in_sequence() -> None:
    line = await connected(await a_viewer())
    await line.receive_json_from(5)
    await say(4, {"printers": {"1": {"progress": 5.0}}})
    await say(5, {"printers": {"1": {"progress": 6.0}}})
    first, second = await line.receive_json_from(5), await line.receive_json_from(5)
    assert (first["type"], first["sequence"], second["sequence"]) == ("changes", 2, 3)
    assert second["printers"] == {"1": {"progress": 6.0}}
    await line.disconnect()


async def test_a_gap_of_a_source_brings_a_snapshot_before_the_change() -> None:
    line = await connected(await a_viewer())
    await line.receive_json_from(5)
    await say(1, {})
    await say(3, {"jobs": {"1": {"good": 2}}})
    kinds = [(await line.receive_json_from(5))["type"] for _ in range(3)]
    assert kinds == ["changes", "snapshot", "changes"]
    await line.disconnect()


async def test_two_sources_do_not_look_like_a_gap() -> None:
    line = await connected(await a_viewer())
    await line.receive_json_from(5)
    await say(1, {}, "poller")
    await say(9, {}, "web")
    await say(2, {}, "poller")
    kinds = [(await line.receive_json_from(5))["type"] for _ in range(3)]
    assert kinds == ["changes"] * 3
    await line.disconnect()


async def test_a_listener_may_ask_for_a_new_snapshot() -> None:
    line = await connected(await a_viewer())
    await line.receive_json_from(5)
    await line.send_json_to({"type": "resync"})
    message = await line.receive_json_from(5)
    assert (message["type"], message["sequence"]) == ("snapshot", 2)
    await line.disconnect()


async def test_a_ping_is_answered_outside_the_sequence_and_nonsense_is_passed_over() -> None:
    line = await connected(await a_viewer())
    await line.receive_json_from(5)
    await line.send_to(text_data="no json")
    await line.send_json_to(["what"])
    await line.send_json_to({"type": "ping"})
    assert await line.receive_json_from(5) == {"type": "pong"}
    await say(1, {})
    assert (await line.receive_json_from(5))["sequence"] == 2
    await line.disconnect()


@pytest.mark.parametrize(
    "odd", [b"\xff\xfe", "[" * 100_000, "\x00", "[]", '{"type": {}}', "9" * 6000]
)
async def test_odd_messages_do_not_cut_the_line(odd: str | bytes) -> None:
    line = await connected(await a_viewer())
    assert (await line.receive_json_from())["type"] == "snapshot"
    if isinstance(odd, bytes):
        await line.send_to(bytes_data=odd)
    else:
        await line.send_to(text_data=odd)
    await line.send_json_to({"type": "ping"})
    assert await line.receive_json_from() == {"type": "pong"}
