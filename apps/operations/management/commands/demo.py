"""`manage.py demo`: the farm with simulated printers and real sliced jobs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from apps.operations import embedded
from apps.operations.demo import processes, seeding
from apps.operations.demo.director import Director
from apps.operations.demo.options import Options
from apps.operations.demo.simulators import Simulators


class Command(BaseCommand):
    """Exit codes: 0 ended as asked; 1 a job did not complete, or it could not start."""

    help = "Run the farm with simulated printers of all three kinds and real sliced jobs."

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--until-done", action="store_true", help="end when every job has completed")
        add("--printers", type=_count, default=6, metavar="N", help="simulated printers (6)")
        add("--jobs", type=_count, default=12, metavar="N", help="jobs (12)")
        add("--speed", type=_speed, default=60.0, metavar="X", help="times real time (60)")
        add("--faults", action="store_true", help="let things go wrong while it runs")
        add("--no-operator", action="store_true", help="nobody clears the beds but you")
        add("--host", default="127.0.0.1", help="address to listen on")
        add("--port", type=int, default=8000, help="port of the dashboard (8000)")
        add("--data", type=Path, metavar="DIR", help="where everything is kept (var/demo)")

    def handle(self, *args: Any, **chosen: Any) -> None:
        options = _options(chosen)
        runner = _distributed if settings.VALUES["broker_url"] else _embedded
        embedded.leave(_guarded(runner, options, self))


def _guarded(runner: Any, options: Options, command: BaseCommand) -> int:
    simulators = Simulators(options)
    try:
        code: int = runner(options, simulators, command)
    except CommandError as error:
        command.stderr.write(command.style.ERROR(f"CommandError: {error}"))
        code = 1
    except KeyboardInterrupt:
        code = 0
    finally:
        simulators.stop()
    return code


def _embedded(options: Options, simulators: Simulators, command: BaseCommand) -> int:
    lock = embedded.prepare()
    director = Director(options, simulators.start(), end=embedded.stop_all)
    director.seed()
    code = embedded.serve(
        options.host,
        options.port,
        parts=[director],
        ready=lambda: command.stdout.write(_welcome(options)),
    )
    if options.until_done:
        code = director.close() or code
    lock.close()
    return code


def _distributed(options: Options, simulators: Simulators, command: BaseCommand) -> int:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    director = Director(options, simulators.start(), end=lambda: director.stop())
    director.seed()
    with processes.running(options.host, options.port):
        command.stdout.write(_welcome(options))
        director.run()
    return director.close() if options.until_done else 0


def _welcome(options: Options) -> str:
    login = f"login {seeding.LOGIN} / {seeding.LOGIN}"
    return f"The farm is at http://{options.host}:{options.port}/ ({login}; Ctrl-C ends it)"


def _options(chosen: dict[str, Any]) -> Options:
    return Options(
        data=settings.DATA_DIR,
        printers=chosen["printers"],
        jobs=chosen["jobs"],
        speed=chosen["speed"],
        faults=chosen["faults"],
        until_done=chosen["until_done"],
        operator=not chosen["no_operator"],
        host=chosen["host"],
        port=chosen["port"],
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _speed(text: str) -> float:
    number = float(text)
    if not 0.1 <= number <= 1000:
        raise ValueError
    return number
