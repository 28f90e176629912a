"""Addresses of the live feed."""

from django.urls import path

from apps.live.consumers import LiveConsumer

websocket_urlpatterns = [path("ws/live/", LiveConsumer.as_asgi())]  # type: ignore[arg-type]
