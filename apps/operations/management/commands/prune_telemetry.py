"""`manage.py prune_telemetry`: forget old samples."""

from typing import Any

from django.conf import settings

from apps.operations.console import FarmCommand
from apps.telemetry.samples import prune


class Command(FarmCommand):
    """The farm's timetable does the same once an hour."""

    help = "Delete samples older than FARM_TELEMETRY_DAYS."

    def run(self, **options: Any) -> None:
        self.say(f"{prune()} samples older than {settings.TELEMETRY_DAYS} days deleted")
