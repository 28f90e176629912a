"""Which pages may open the live feed: the farm's own."""

from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier
from django.conf import settings


class OwnOrigin:
    """Denies connections from pages of other sites.

    The rule is that of Django's CSRF check: the page's origin is the host that was asked, or one of
    FARM_CSRF_ORIGINS. Programs send no origin; they need a token.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        inner = self.application if is_own(dict(scope["headers"])) else WebsocketDenier()
        return await inner(scope, receive, send)


def is_own(headers: dict[bytes, bytes]) -> bool:
    """Whether these headers come from a page of the farm, or from no page at all."""
    origin = headers.get(b"origin", b"").decode("latin-1").lower()
    if not origin:
        return True
    host = headers.get(b"host", b"").decode("latin-1").lower()
    return origin in settings.CSRF_TRUSTED_ORIGINS or _host_of(origin) == host


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
