"""The app printers."""

from django.apps import AppConfig


class PrintersConfig(AppConfig):
    name = "apps.printers"
    label = "printers"
