"""What the demo says in the terminal: one live line, and the closing table."""

from collections import Counter
from collections.abc import Iterable, Sequence

from apps.dispatch.models import PrintRun
from apps.incidents.models import Incident
from apps.jobs.models import Job
from apps.jobs.states import JobState
from apps.printers.models import Printer


def live_line(job_ids: Sequence[int], elapsed_s: float) -> str:
    """How far it is, in one line."""
    jobs = Job.objects.filter(pk__in=job_ids)
    states = Counter(jobs.values_list("state", flat=True))
    runs = Counter(PrintRun.objects.filter(job__in=job_ids).values_list("state", flat=True))
    parts = f"{sum(job.good for job in jobs)}/{sum(job.quantity for job in jobs)} parts"
    done = f"{states[JobState.COMPLETED]}/{len(job_ids)} jobs"
    busy = ", ".join(f"{count} {state}" for state, count in sorted(runs.items()))
    return f"{elapsed_s:6.1f} s  {done}, {parts}  ({busy or 'no runs yet'})"


def closing_table(job_ids: Sequence[int], elapsed_s: float) -> str:
    """Jobs, runs, printers and incidents of the demo."""
    jobs = list(Job.objects.filter(pk__in=job_ids).order_by("pk"))
    runs = list(PrintRun.objects.filter(job__in=job_ids).select_related("printer"))
    good = sum(job.good for job in jobs)
    rows = [
        ("Jobs", len(jobs), _counts(job.state for job in jobs)),
        ("Parts", good, f"wanted {sum(job.quantity for job in jobs)}"),
        ("Runs", len(runs), _counts(run.state for run in runs)),
        ("Printers", Printer.objects.count(), _counts(run.printer.name for run in runs)),
        ("Incidents", Incident.objects.count(), _codes()),
        ("Time", f"{elapsed_s:.1f} s", ""),
    ]
    lines = [f"{name:<10} {number!s:>8}  {text}" for name, number, text in rows]
    open_jobs = [job for job in jobs if job.state != JobState.COMPLETED]
    lines += [f"not completed: {job} ({job.state} {job.held_reason})" for job in open_jobs]
    return "\n".join(line.rstrip() for line in lines)


def _codes() -> str:
    return _counts(Incident.objects.values_list("code", flat=True))


def _counts(names: Iterable[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(Counter(names).items()))
