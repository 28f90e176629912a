"""What a job needs from a printer: what was asked for, else what its file says."""

from apps.core.wording import gettext_noop
from apps.gcode.metadata import Metadata
from apps.jobs.models import GcodeFile, Job
from apps.jobs.moves import move
from apps.jobs.states import HoldReason, JobState


def metadata_of(gcode: GcodeFile) -> Metadata:
    """What was read in the file; empty when it has not been read."""
    return Metadata.from_json(gcode.metadata or {})


def materials_of(job: Job, metadata: Metadata) -> tuple[str, ...]:
    """The material of each tool, in order."""
    return tuple(job.materials) or used(metadata.materials, metadata)


def colours_of(job: Job) -> tuple[str, ...]:
    """The colours that were asked for; those in the file are the slicer's preview only."""
    return tuple(job.colours)


def used(values: tuple[str, ...], metadata: Metadata) -> tuple[str, ...]:
    """The values of the tools that the file uses; slicers list all tools of the printer."""
    if not metadata.tools or len(values) <= 1:
        return values[:1] if len(metadata.tools) <= 1 else values
    return tuple(values[tool] for tool in metadata.tools if tool < len(values))


def settle(job: Job) -> None:
    """Queue a received job whose file was read, or hold or reject it with the reason."""
    gcode = job.gcode
    if job.state != JobState.RECEIVED or gcode.analysis == GcodeFile.WAITING:
        return
    if gcode.analysis == GcodeFile.FAILED:
        move(job, JobState.REJECTED, code=HoldReason.FILE_UNREADABLE, reason=gcode.error)
        return
    metadata = metadata_of(gcode)
    if not job.parts_per_run:
        job.parts_per_run = metadata.object_count or 1
        Job.objects.filter(pk=job.pk).update(parts_per_run=job.parts_per_run)
    code, reason = _missing(job, metadata)
    if code:
        move(job, JobState.HELD, code=code, reason=reason)
    else:
        move(job, JobState.QUEUED)


def _missing(job: Job, metadata: Metadata) -> tuple[str, str]:
    if job.held_code == HoldReason.ASKED:
        return HoldReason.ASKED, gettext_noop("held when it was made")
    if not job.profiles and not metadata.printer_model:
        return (
            HoldReason.PROFILE_UNKNOWN,
            gettext_noop("neither the job nor its file names a printer: set a printer profile"),
        )
    if not materials_of(job, metadata):
        return (
            HoldReason.MATERIAL_UNKNOWN,
            gettext_noop("neither the job nor its file names a material: set the material"),
        )
    return "", ""
