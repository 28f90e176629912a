"""The rows of the queue: jobs with what their files say, without loading whole analyses."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet

from apps.core.speaking import spoken
from apps.jobs.models import Job
from apps.jobs.selectors import queue
from apps.live.tiles import JobRow

_FILE = "gcode__metadata__"
_PLAIN = (
    "id",
    "name",
    "state",
    "lane",
    "priority",
    "quantity",
    "good",
    "in_flight",
    "given_up",
    "held_code",
    "gcode_id",
    "due_at",
    "created_at",
    "reference",
)
_COLUMNS = (
    *_PLAIN,
    "held_reason",
    "held_reason",
    "materials",
    "colours",
    "parts_per_run",
    "reprint_of_id",
    "gcode__has_thumbnail",
    f"{_FILE}materials",
    f"{_FILE}tools",
    f"{_FILE}estimated_s",
    f"{_FILE}filament_g",
)


def job_rows(ids: Collection[int] | None = None) -> list[JobRow]:
    """These jobs, or the open ones in the order of the queue; one query."""
    found: QuerySet[Job] = queue() if ids is None else Job.objects.filter(pk__in=ids)
    return [_row(values) for values in found.select_related(None).values(*_COLUMNS)]


def file_material(materials: Any, tools: Any) -> str:
    """The material of the first tool that the file uses; empty when it names none."""
    if not materials:
        return ""
    first = tools[0] if tools else 0
    return str(materials[first] if first < len(materials) else materials[0])


def _row(values: Mapping[str, Any]) -> JobRow:
    asked: list[str] = values["materials"]
    in_file = file_material(values[f"{_FILE}materials"], values[f"{_FILE}tools"])
    return JobRow(
        **{name: values[name] for name in _PLAIN},
        held_reason=spoken(values["held_reason"]),
        material=", ".join(asked) or in_file,
        colour=values["colours"][0] if values["colours"] else "",
        waiting=_waiting(values),
        has_thumbnail=values["gcode__has_thumbnail"],
        each_s=_each(values[f"{_FILE}estimated_s"], values["parts_per_run"]),
        grams=_each(_total(values[f"{_FILE}filament_g"]), values["parts_per_run"]),
        reprint_of=values["reprint_of_id"],
    )


def _waiting(values: Mapping[str, Any]) -> int:
    spoken_for: int = values["good"] + values["in_flight"] + values["given_up"]
    return int(values["quantity"]) - spoken_for


def _each(whole: Any, parts: int) -> float | None:
    return None if whole is None else float(whole) / max(parts, 1)


def _total(grams: Any) -> float | None:
    return sum(grams) if grams else None
