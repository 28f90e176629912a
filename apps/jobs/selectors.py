"""Reading jobs."""

from django.db.models import Case, IntegerField, QuerySet, Value, When

from apps.core.errors import Refused
from apps.core.wording import gettext_noop
from apps.jobs.models import Job, JobHistory
from apps.jobs.states import OPEN, Lane


def queue() -> QuerySet[Job]:
    """Open jobs in the order of the queue: express first, then priority, then age."""
    first = Case(
        When(lane=Lane.EXPRESS, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return (
        Job.objects.filter(state__in=OPEN)
        .select_related("gcode")
        .order_by(first, "-priority", "created_at", "pk")
    )


def job_with_id(job_id: int) -> Job:
    """One job; raises Refused (NOT_FOUND) naming it."""
    job = Job.objects.select_related("gcode").filter(pk=job_id).first()
    if job is None:
        raise Refused(gettext_noop("there is no job %(job)s") % {"job": job_id}, code="NOT_FOUND")
    return job


def job_timeline(job: Job) -> QuerySet[JobHistory]:
    """What happened to the job, oldest first."""
    return JobHistory.objects.filter(job=job).order_by("id")
