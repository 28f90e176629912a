"""`manage.py simulate_printers`: simulated printers of all three kinds in one process."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.simulator.server import add_arguments, options_from, run


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT."""

    help = "Simulated OctoPrint, Moonraker and PrusaLink printers that print uploaded G-code."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_arguments(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        code = run(options_from(options))
        if code:
            sys.exit(code)
