"""The answer to "why not?", gathered by reason: what would help, and what stands in the way."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils import timezone

from apps.dispatch.selectors import PrinterAnswer, Reason, why_not
from apps.jobs.models import Job

STOPPED = "DISPATCH_STOPPED"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One reason with the printers it holds for."""

    code: str
    message: str
    printers: list[tuple[PrinterAnswer, Reason]]


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that would let a printer take the job, with nothing else in the way there."""

    printer: PrinterAnswer
    reason: Reason


@dataclass(frozen=True, slots=True)
class Why:
    """Everything the drawer shows."""

    able: list[PrinterAnswer]
    total: int
    remedies: list[Remedy]
    hindrances: list[Hindrance]
    at: object


def explained(job: Job) -> Why:
    """The answers of all printers for this job, as of now."""
    answers = why_not(job)
    return Why(
        able=[answer for answer in answers if answer.can_take],
        total=len(answers),
        remedies=_remedies(answers),
        hindrances=_hindrances(answers),
        at=timezone.now(),
    )


def _remedies(answers: list[PrinterAnswer]) -> list[Remedy]:
    """Printers that only one thing keeps from the job, at most four; a stopped farm once."""
    single = [answer for answer in answers if len(answer.reasons) == 1]
    found = [Remedy(a, a.reasons[0]) for a in single if a.reasons[0].remedy]
    stopped = [one for one in found if one.reason.code == STOPPED]
    return stopped[:1] or found[:4]


def _hindrances(answers: list[PrinterAnswer]) -> list[Hindrance]:
    """By code, the most frequent first; sentences differ by printer and stand in the list."""
    found: dict[str, list[tuple[PrinterAnswer, Reason]]] = defaultdict(list)
    for answer in answers:
        for reason in answer.reasons:
            found[reason.code].append((answer, reason))
    gathered = [Hindrance(code, _headline(rows), rows) for code, rows in found.items()]
    return sorted(gathered, key=lambda one: -len(one.printers))


def _headline(rows: list[tuple[PrinterAnswer, Reason]]) -> str:
    """What most of them say; an ellipsis tells that others say something else."""
    said = Counter(str(reason.message) for _, reason in rows)
    most = said.most_common(1)[0][0]
    return most if len(said) == 1 else f"{most.rstrip('.')} …"
