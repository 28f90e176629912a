"""Which waiting job goes to which printer, and why not: a pure function of a snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from apps.core.wording import gettext_noop
from apps.preflight.answers import Finding
from apps.preflight.facts import Facts, Machine, Wanted
from apps.preflight.runner import run_checks

PRIORITY_H = 0.08
AGE_H_PER_DAY = 3.0
AGE_LIMIT_H = 5.0
LATE_H = 4.0
SLACK_H = 12.0
WEAR_H = 1e-4
"""Hours of cost for each hour printed: decides only between printers that are else equal."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pair is not possible; texts are templates for `%`, as in a preflight answer."""

    code: str
    message: str
    remedy: str = ""
    params: dict[str, str | int | float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.message % self.params


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job that waits; hours, `runs` is how many runs its waiting parts need."""

    id: int
    wanted: Wanted
    lane: str = "standard"
    priority: int = 50
    age_h: float = 0.0
    slack_h: float | None = None
    runs: int = 1
    pinned: int | None = None
    tags: frozenset[str] = frozenset()
    avoid: frozenset[int] = frozenset()
    """Printers on which this job failed: taken only when no other fits."""
    resting: Mapping[int, Reason] = field(default_factory=dict)
    """Printers to which this job could not be brought lately, until their wait is over."""
    blocked: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterView:
    """A printer; `blocked` are the reasons that do not depend on the job."""

    id: int
    name: str
    machine: Machine
    tags: frozenset[str] = frozenset()
    printed_h: float = 0.0
    blocked: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """One run to make; `cost` holds each term in hours."""

    job: int
    printer: int
    cost: dict[str, float]


def why_not(job: JobView, printer: PrinterView, now: datetime) -> tuple[Reason, ...]:
    """Every reason against this pair; none means it would be dispatched as far as it goes."""
    return (*job.blocked, *printer.blocked, *_about_pair(job, printer), *_checks(job, printer, now))


def match(
    jobs: Sequence[JobView], printers: Sequence[PrinterView], now: datetime
) -> tuple[Pair, ...]:
    """The runs to make now: express before standard, then least cost first, one run a printer."""
    free = {p.id: p for p in printers if not p.blocked}
    pairs: list[Pair] = []
    for lane in ("express", "standard"):
        waiting = {job.id: job.runs for job in jobs if job.lane == lane and not job.blocked}
        candidates = sorted(
            (
                _pair(job, printer)
                for job in jobs
                if job.id in waiting
                for printer in free.values()
                if not why_not(job, printer, now)
            ),
            key=lambda pair: (sum(pair.cost.values()), pair.job, pair.printer),
        )
        for pair in candidates:
            if waiting[pair.job] and pair.printer in free:
                waiting[pair.job] -= 1
                del free[pair.printer]
                pairs.append(pair)
    return tuple(pairs)


def _pair(job: JobView, printer: PrinterView) -> Pair:
    urgency = 0.0
    if job.slack_h is not None:
        urgency = -LATE_H * min(1.0, max(0.0, (SLACK_H - job.slack_h) / SLACK_H))
    return Pair(
        job.id,
        printer.id,
        {
            "priority": -PRIORITY_H * (job.priority - 50),
            "age": -min(AGE_LIMIT_H, AGE_H_PER_DAY * job.age_h / 24),
            "due": urgency,
            "failed_here": AGE_LIMIT_H if printer.id in job.avoid else 0.0,
            "wear": WEAR_H * printer.printed_h,
        },
    )


def _about_pair(job: JobView, printer: PrinterView) -> list[Reason]:
    found = [job.resting[printer.id]] if printer.id in job.resting else []
    if job.pinned is not None and job.pinned != printer.id:
        found.append(
            Reason("PINNED_ELSEWHERE", gettext_noop("the job is pinned to another printer"))
        )
    missing = sorted(job.tags - printer.tags)
    if missing:
        found.append(
            Reason(
                "TAG_MISSING",
                gettext_noop("the printer has not the tag %(tags)s"),
                gettext_noop("Give the printer the tag, or take it off the job"),
                {"tags": ", ".join(missing)},
            )
        )
    return found


def _checks(job: JobView, printer: PrinterView, now: datetime) -> list[Reason]:
    facts = Facts(wanted=job.wanted, machine=printer.machine, now=now)
    return [_reason(finding) for finding in run_checks(facts) if finding.blocks]


def _reason(finding: Finding) -> Reason:
    answer = finding.answer
    return Reason(finding.code, answer.message, answer.remedy, dict(answer.params))
