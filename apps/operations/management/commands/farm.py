"""`manage.py farm`: the whole farm in one process."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.operations import embedded


class Command(BaseCommand):
    """Exit codes: 0 asked to end; 1 could not start, or a part kept breaking."""

    help = "Serve the farm: web, live feed, workers and timetable in one process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        lock = embedded.prepare()
        self.stdout.write(f"The farm is at http://{host}:{port}/ (Ctrl-C ends it)")
        try:
            code = embedded.serve(host, port)
        except CommandError as error:
            self.stderr.write(self.style.ERROR(f"CommandError: {error}"))
            code = 1
        lock.close()
        embedded.leave(code)
