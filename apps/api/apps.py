"""The app api."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "apps.api"
    label = "api"

    def ready(self) -> None:
        """Tell the schema generator how callers sign in."""
        from apps.api import schema  # noqa: F401, PLC0415  (registers itself; needs the settings)
