"""The snapshot that assignment looks at, made from the tables in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from apps.core import clock
from apps.core.wording import gettext_noop
from apps.dispatch.assignment import JobView, PrinterView, Reason
from apps.dispatch.models import FarmSwitch, PrintRun
from apps.dispatch.resting import resting_pairs
from apps.dispatch.states import HOLDS_ITS_PRINTER, RunState
from apps.jobs.models import Job
from apps.jobs.selectors import queue
from apps.jobs.states import DISPATCHABLE, JobState
from apps.preflight.facts import Wanted
from apps.preflight.gathering import enclosed_materials, machines, wanted_of
from apps.printers.models import Printer


def dispatching() -> FarmSwitch:
    """The farm's switch; made at first use."""
    return FarmSwitch.objects.get_or_create(pk=1)[0]


def job_views(jobs: Iterable[Job], now: datetime) -> list[JobView]:
    """Jobs as assignment sees them."""
    listed = list(jobs)
    keys = [job.pk for job in listed]
    avoid, resting = _failed_on(keys), resting_pairs(keys, now)
    stopped, enclosed = _stopped(), enclosed_materials()
    views = [_job_view(job, wanted_of(job, enclosed), now, stopped) for job in listed]
    return [replace(view, avoid=avoid[view.id], resting=resting[view.id]) for view in views]


def waiting_jobs() -> list[Job]:
    """Jobs of which parts wait for a run, in the order of the queue."""
    return [job for job in queue().filter(state__in=DISPATCHABLE) if job.waiting > 0]


def printer_views() -> list[PrinterView]:
    """Every printer that is not retired, with what keeps it busy."""
    facts = machines()
    holding = dict(
        PrintRun.objects.filter(state__in=HOLDS_ITS_PRINTER).values_list("printer", "job__name")
    )
    return [
        PrinterView(
            id=printer.pk,
            name=printer.name,
            machine=facts[printer.pk],
            tags=frozenset(printer.tags),
            printed_h=printer.printed_s / 3600,
            blocked=_busy(holding.get(printer.pk)),
        )
        for printer in Printer.objects.filter(pk__in=facts)
    ]


def _busy(job_name: str | None) -> tuple[Reason, ...]:
    if job_name is None:
        return ()
    text = gettext_noop("The printer works on %(job)s.")
    return (Reason("PRINTER_HAS_A_RUN", text, params={"job": job_name}),)


def _job_view(job: Job, wanted: Wanted, now: datetime, stopped: tuple[Reason, ...]) -> JobView:
    since = job.queued_at or job.created_at
    return JobView(
        id=job.pk,
        wanted=wanted,
        lane=job.lane,
        priority=job.priority,
        age_h=(now - since).total_seconds() / 3600,
        slack_h=(job.due_at - now).total_seconds() / 3600 if job.due_at else None,
        runs=-(-job.waiting // max(1, job.parts_per_run)),
        pinned=job.pinned_printer_id,
        tags=frozenset(job.tags),
        blocked=(*stopped, *_blocked(job)),
    )


def _blocked(job: Job) -> tuple[Reason, ...]:
    if job.state == JobState.HELD:
        text = gettext_noop("The job is held: %(reason)s")
        remedy = gettext_noop("Release the job")
        reason = job.held_reason or job.held_code
        return (Reason(job.held_code or "HELD", text, remedy, {"reason": reason}),)
    if job.state == JobState.RECEIVED:
        return (Reason("FILE_NOT_READ_YET", gettext_noop("The file is still being read.")),)
    if job.state not in DISPATCHABLE:
        text = gettext_noop("The job is over (%(state)s).")
        return (Reason("JOB_ENDED", text, params={"state": job.state}),)
    if job.waiting < 1:
        text = gettext_noop("Every part that is wanted is made or under way.")
        return (Reason("NOTHING_WAITS", text),)
    return ()


def _stopped() -> tuple[Reason, ...]:
    switch = dispatching()
    if switch.dispatching:
        return ()
    text = gettext_noop("Nothing new starts on the whole farm; stopped by %(by)s.")
    remedy = gettext_noop("Resume the farm")
    return (Reason("DISPATCH_STOPPED", text, remedy, {"by": switch.by}),)


def _failed_on(jobs: Iterable[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = PrintRun.objects.filter(job__in=list(jobs), state=RunState.FAILED)
    for job_id, printer_id in rows.values_list("job", "printer"):
        found[job_id].add(printer_id)
    return defaultdict(frozenset, {job: frozenset(ids) for job, ids in found.items()})


def now_views() -> tuple[list[JobView], list[PrinterView], datetime]:
    """The whole snapshot."""
    now = clock.now()
    return job_views(waiting_jobs(), now), printer_views(), now
