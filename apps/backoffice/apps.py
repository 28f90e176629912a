"""The Django admin of the farm."""

from django.apps import AppConfig
from django.contrib.admin import apps


class FarmAdminConfig(apps.AdminConfig):
    """Django's admin with our site in place of the stock one."""

    default = False
    default_site = "apps.backoffice.site.FarmAdminSite"


class BackofficeConfig(AppConfig):
    """Our tables in that admin."""

    name = "apps.backoffice"
    label = "backoffice"
    default = True
