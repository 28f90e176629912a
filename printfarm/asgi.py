"""What Daphne serves: Django over HTTP, the live feed over WebSocket."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "printfarm.settings")
http = get_asgi_application()

from apps.live.routing import websocket_urlpatterns  # noqa: E402  (needs the loaded apps)
from printfarm.origin import OwnOrigin  # noqa: E402  (needs the settings)

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": OwnOrigin(
            AuthMiddlewareStack(URLRouter(websocket_urlpatterns))  # type: ignore[arg-type]
        ),
    }
)
