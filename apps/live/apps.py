"""The app live."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "apps.live"
    label = "live"

    def ready(self) -> None:
        from apps.live import handlers  # noqa: F401, PLC0415  (subscribes)
