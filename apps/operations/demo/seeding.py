"""Fills an empty farm with the simulated printers and real sliced jobs."""

import json
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError

from apps.accounts.roles import Role
from apps.accounts.services import Actor, give_role
from apps.jobs.models import Job
from apps.jobs.orders import JobOrder
from apps.jobs.services import receive_file, submit
from apps.jobs.states import OPEN, Lane
from apps.operations.bootstrap import ensure_basics
from apps.printers.bed import clear_bed
from apps.printers.loading import confirm_level, load_slot
from apps.printers.models import Printer
from apps.printers.services import NewPrinter, add_printer, change_printer

ACTOR = Actor("demo", "command")
LOGIN = SOURCE = "demo"
GROUP = "Demo"
PROFILES = {"Ender-3": "ender-3", "Voron 2.4": "voron-250", "MK3S": "mk3s"}
MODELS = {"ENDER3": "Ender-3", "Voron_v2_250": "Voron 2.4", "MK3S": "MK3S"}
CHUNK = 1 << 20


def seed_farm(machines: list[dict[str, Any]]) -> None:
    """Basics, a login and the printers; safe to repeat, keeps what is there.

    Raises CommandError where printers of a real farm are.
    """
    if Printer.objects.exclude(group__name=GROUP).exists():
        raise CommandError(
            "this database holds a real farm: unset FARM_DATABASE_URL, or take another --data"
        )
    ensure_basics()
    user, made = User.objects.get_or_create(username=LOGIN, defaults={"is_staff": True})
    if made:
        user.set_password(LOGIN)
        user.save()
    give_role(user, Role.ADMINISTRATOR)
    for machine in machines:
        _seed_printer(machine)


def _seed_printer(machine: dict[str, Any]) -> None:
    known = Printer.objects.filter(name=machine["name"]).first()
    if known:
        if (known.url, known.api_key) != (machine["url"], machine["api_key"]):
            change_printer(known, actor=ACTOR, url=machine["url"], api_key=machine["api_key"])
        return
    printer = add_printer(
        NewPrinter(
            name=machine["name"],
            kind=machine["kind"],
            url=machine["url"],
            api_key=machine["api_key"],
            profile=PROFILES[machine["model"]],
            group=GROUP,
            trial_runs=0,
        ),
        actor=ACTOR,
    )
    load_slot(printer, material=machine["material"], colour=machine["colour"], actor=ACTOR)
    confirm_level(printer, actor=ACTOR, note="simulated")
    clear_bed(printer, None, actor=ACTOR)


def seed_jobs(machines: list[dict[str, Any]], count: int) -> list[int]:
    """Submit a batch of `count` jobs that these machines can print; returns their ids.

    A batch that an earlier start left unfinished goes on instead, and is filled up.
    """
    last = _last_batch()
    jobs = _jobs_of(last)
    over = len(jobs) >= count and not any(job.state in OPEN for job in jobs)
    return _fill(last + over, machines, count)


def seed_more_jobs(machines: list[dict[str, Any]], count: int) -> list[int]:
    """Submit one more batch, whatever became of the others."""
    return _fill(_last_batch() + 1, machines, count)


def _fill(number: int, machines: list[dict[str, Any]], count: int) -> list[int]:
    batch = _prefix(number)
    known = {job.reference: job.pk for job in _jobs_of(number)}
    fitting = [file for file in manifest() if _fits(file, machines)]
    return [
        known.get(f"{batch}{n}") or _seed_job(file, n, f"{batch}{n}")
        for n, file in enumerate(islice(cycle(fitting), count))
    ]


def _last_batch() -> int:
    """The number of the latest batch, from 1."""
    last = Job.objects.filter(source=SOURCE).order_by("-pk").first()
    return int(last.reference.split("-")[1]) if last else 1


def _prefix(number: int) -> str:
    return f"demo-{number}-"


def _jobs_of(number: int) -> list[Job]:
    jobs = Job.objects.filter(source=SOURCE, reference__startswith=_prefix(number))
    return list(jobs.order_by("pk"))


def manifest() -> list[dict[str, Any]]:
    """The sliced files that come with the project."""
    files: list[dict[str, Any]] = json.loads((_folder() / "manifest.json").read_text())
    return files


def _fits(file: dict[str, Any], machines: list[dict[str, Any]]) -> bool:
    model = MODELS[file["printer_model"]]
    return any(m["model"] == model and m["material"] == file["material"] for m in machines)


def _seed_job(file: dict[str, Any], number: int, reference: str) -> int:
    path = _folder() / file["file"]
    with path.open("rb") as content:
        gcode = receive_file(iter(lambda: content.read(CHUNK), b""), path.name, actor=ACTOR)
    order = JobOrder(
        gcode_id=gcode.pk,
        name=path.stem.split("_pla")[0].split("_petg")[0].replace("_", " ").capitalize(),
        quantity=2 if number % 6 == 5 else 1,
        lane=Lane.EXPRESS if number % 4 == 3 else Lane.STANDARD,
        priority=(50, 70, 30)[number % 3],
        reference=reference,
        source=SOURCE,
    )
    return submit(order, actor=ACTOR).pk


def _folder() -> Path:
    root: Path = settings.BASE_DIR
    return root / "demo" / "files"
