"""One open dashboard."""

import json
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth.models import AnonymousUser, User

from apps.accounts.roles import role_of
from apps.accounts.services import recognise
from apps.live.feed import GROUP, plain
from apps.live.selectors import farm_snapshot

UNKNOWN_CALLER = 4401
NO_ROLE = 4403
LONGEST = 1000
"""Characters of a message: more would be no wish that a listener has."""


class LiveConsumer(AsyncJsonWebsocketConsumer):
    """Sends a snapshot, then changes, each with the sequence number of this connection.

    A gap in the numbers of a source, or `{"type": "resync"}` from the listener, brings a new
    snapshot. `{"type": "ping"}` is answered with a pong outside the sequence, so that a listener can
    tell a quiet farm from a dead line. Refuses strangers with close code 4401 and users without a role with 4403.
    """

    groups = [GROUP]

    async def connect(self) -> None:
        self.sequence = 0
        self.seen: dict[str, int] = {}
        await self.accept()
        user = await database_sync_to_async(caller)(self.scope)
        if user is None:
            await self.close(UNKNOWN_CALLER)
        elif not await database_sync_to_async(role_of)(user):
            await self.close(NO_ROLE)
        else:
            self.sequence = 1
            await self.send_snapshot()

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        if text_data is not None:
            await super().receive(text_data, **kwargs)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        asked = content.get("type") if isinstance(content, dict) and self.sequence else None
        if asked == "resync":
            await self.send_snapshot()
        elif asked == "ping":
            await self.send_json({"type": "pong"})

    @classmethod
    async def decode_json(cls, text_data: str) -> Any:
        """What is no JSON is passed over; a listener says nothing but resync and ping."""
        if len(text_data) > LONGEST:
            return None
        try:
            return json.loads(text_data)
        except ValueError:
            return None

    async def live_changes(self, event: dict[str, Any]) -> None:
        if not self.sequence:
            return
        message = event["message"]
        source, number = message["source"], message["number"]
        gap = self.seen.get(source, number - 1) != number - 1
        self.seen[source] = number
        if gap:
            await self.send_snapshot()
        await self._send("changes", message["changes"])

    async def send_snapshot(self) -> None:
        """The whole farm, as it is now."""
        await self._send("snapshot", plain(await database_sync_to_async(farm_snapshot)()))

    async def _send(self, kind: str, content: dict[str, Any]) -> None:
        await self.send_json({"type": kind, "sequence": self.sequence, **content})
        self.sequence += 1


def caller(scope: Any) -> User | None:
    """Who opened the connection: the session's user, or that of a token.

    The token comes as `?token=` or as the header `Authorization: Token …`.
    """
    user = scope.get("user")
    if user is not None and not isinstance(user, AnonymousUser) and user.is_authenticated:
        return User.objects.filter(pk=user.pk, is_active=True).first()
    secret = _header_token(scope) or _query_token(scope)
    token = recognise(secret) if secret else None
    return token.user if token else None


def _header_token(scope: Any) -> str:
    headers: dict[bytes, bytes] = dict(scope.get("headers", []))
    kind, _, secret = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    return secret.strip() if kind.lower() == "token" else ""


def _query_token(scope: Any) -> str:
    found = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])
    return str(found[0])
