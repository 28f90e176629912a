"""The app incidents."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "apps.incidents"
    label = "incidents"

    def ready(self) -> None:
        from apps.incidents import handlers  # noqa: F401, PLC0415
