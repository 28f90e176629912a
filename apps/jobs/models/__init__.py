"""Tables of what is wanted: files and jobs."""

from apps.jobs.models.gcode_file import GcodeFile
from apps.jobs.models.job import IdempotencyKey, Job, JobHistory

__all__ = ["GcodeFile", "IdempotencyKey", "Job", "JobHistory"]
