"""What Celery runs for jobs: heavy reading, in a child process each."""

from celery import shared_task

from apps.core.errors import Unavailable
from apps.core.locks import only_one
from apps.jobs import analysis
from apps.jobs.models import GcodeFile


@shared_task(throws=(Unavailable,))
def analyse(gcode_id: int) -> None:
    """Read one file."""
    with only_one(f"analyse-{gcode_id}") as mine:
        if mine:
            analysis.read(gcode_id)


@shared_task
def analyse_waiting() -> None:
    """Find the files again whose reading was lost, one after the other."""
    with only_one("analyse-waiting") as mine:
        waiting = GcodeFile.objects.filter(analysis=GcodeFile.WAITING).order_by("pk")
        for gcode_id in waiting.values_list("pk", flat=True)[:20] if mine else []:
            analyse(gcode_id)
