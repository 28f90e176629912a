"""The app printers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrintersConfig(AppConfig):
    name = "apps.printers"
    label = "printers"
    verbose_name = _("Printers")
