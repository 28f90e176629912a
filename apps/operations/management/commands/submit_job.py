"""`manage.py submit_job`: queue a file."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from django.core.management import CommandError, CommandParser

from apps.accounts.services import Actor
from apps.jobs.models import GcodeFile, Job
from apps.jobs.orders import JobOrder, checked
from apps.jobs.services import receive_file, submit
from apps.jobs.states import Lane
from apps.materials.services import material_named
from apps.operations.console import FarmCommand, command_actor
from apps.operations.subjects import whole
from apps.printers.services import printer_named, profile_with_code

CHUNK = 1 << 20


class Command(FarmCommand):
    """The file is copied into the farm's storage; its analysis may still run afterwards."""

    help = "Submit a G-code file as a job."
    answers_json = True

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("file", type=Path, metavar="FILE", help="G-code, plain or binary")
        add("--quantity", type=whole(1, 100_000), default=1, help="parts (1)")
        add("--lane", choices=list(Lane), default=Lane.STANDARD, help="(standard)")
        add("--priority", type=whole(0, 100), default=50, help="0 to 100, 100 first (50)")
        add("--material", action="append", default=[], help="for several tools several times")
        add("--profile", action="append", default=[], help="printer profile, by its code")
        add("--printer", help="print on this one only")
        add("--name", default="", help="(default: that of the file)")
        add("--hold", action="store_true", help="wait until somebody releases the job")
        add("--reference", default="", help="your own number for it")

    def run(self, **options: Any) -> None:
        order = _order(options)
        actor = command_actor()
        gcode = self._received(options["file"], actor)
        job = submit(replace(order, gcode_id=gcode.pk), actor=actor)
        job.refresh_from_db()
        if options["json"]:
            self.say_json(_shown(job))
        else:
            reason = f" ({job.held_reason})" if job.held_reason else ""
            self.say(f"{job}: {job.state}{reason}")

    def _received(self, path: Path, actor: Actor) -> GcodeFile:
        try:
            with path.open("rb") as file:
                size = path.stat().st_size
                return receive_file(_pieces(file), path.name, actor=actor, size=size)
        except OSError as error:
            raise CommandError(f"{path} can not be read: {error.strerror}") from None


def _order(options: dict[str, Any]) -> JobOrder:
    """The order without its file, refused before anything is stored."""
    printer = options["printer"]
    return checked(
        JobOrder(
            gcode_id=0,
            name=options["name"],
            profiles=tuple(profile_with_code(code).code for code in options["profile"]),
            materials=tuple(material_named(code).code for code in options["material"]),
            lane=options["lane"],
            priority=options["priority"],
            quantity=options["quantity"],
            printer_id=printer_named(printer).pk if printer else None,
            hold=options["hold"],
            reference=options["reference"],
            source="command",
        )
    )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(CHUNK):
        yield piece


def _shown(job: Job) -> dict[str, Any]:
    names = ("id", "name", "state", "held_code", "held_reason", "quantity", "lane", "priority")
    return {name: getattr(job, name) for name in names} | {"gcode": job.gcode_id}
