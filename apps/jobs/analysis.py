"""Has files read in a child process, and keeps what was found."""

import base64
import io
from typing import Any

from django.db import transaction
from PIL import Image

from apps.core import outside
from apps.core.errors import Refused
from apps.core.storable import storable
from apps.jobs.models import GcodeFile, Job
from apps.jobs.requirements import settle
from apps.jobs.states import JobState
from apps.jobs.storage import path_of, thumbnail_path

LIMIT_S = 900
PICTURE = (480, 480)
TRIES = 3
"""A reader that was killed (out of memory, a restart) says nothing about the file: try again."""


def read(gcode_id: int) -> None:
    """Read one file and let the jobs that wait for it go on; safe to repeat."""
    gcode = GcodeFile.objects.get(pk=gcode_id)
    if gcode.analysis != GcodeFile.WAITING:
        return
    try:
        found = outside.run(
            "apps.gcode", str(path_of(gcode)), timeout_s=LIMIT_S, on_progress=lambda _: None
        )
    except Refused as error:
        if error.code == "CHILD_FAILED" and gcode.tries + 1 < TRIES:
            GcodeFile.objects.filter(pk=gcode.pk).update(tries=gcode.tries + 1)
        else:
            keep(gcode, {"error": error.message})
        return
    keep(gcode, found)


@transaction.atomic
def keep(gcode: GcodeFile, found: dict[str, Any]) -> None:
    """Store the findings and settle every job of this file."""
    picture = found.pop("thumbnail", None)
    error = str(found.get("error", ""))
    GcodeFile.objects.filter(pk=gcode.pk).update(
        analysis=GcodeFile.FAILED if error else GcodeFile.DONE,
        metadata=None if error else storable(found),
        error=storable(error)[:300],
        has_thumbnail=bool(picture) and _keep_picture(gcode, picture),
    )
    for job in Job.objects.select_related("gcode").filter(gcode=gcode, state=JobState.RECEIVED):
        settle(job)


def _keep_picture(gcode: GcodeFile, picture: dict[str, Any]) -> bool:
    """Re-encode the slicer's picture as PNG; a broken one is left out."""
    raw = base64.b64decode(picture["base64"])
    try:
        with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG", "QOI")) as image:
            image.thumbnail(PICTURE)
            place = thumbnail_path(gcode)
            place.parent.mkdir(parents=True, exist_ok=True)
            image.convert("RGBA").save(place, "PNG")
    except (OSError, ValueError, Image.DecompressionBombError):
        return False
    return True
