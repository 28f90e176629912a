"""Taking files and jobs in, and what people change about them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from apps.accounts.services import Actor, audit
from apps.core.errors import Conflict, Refused
from apps.core.nudging import nudge
from apps.core.wording import gettext_noop
from apps.jobs import demand, storage
from apps.jobs.models import GcodeFile, IdempotencyKey, Job, JobHistory
from apps.jobs.moves import move
from apps.jobs.orders import JobOrder, checked
from apps.jobs.requirements import settle
from apps.jobs.states import HoldReason, JobState
from apps.materials.services import material_named

CHANGEABLE = frozenset({"lane", "priority", "due_at", "quantity", "name"})


def receive_file(
    chunks: Iterable[bytes], name: str, *, actor: Actor, size: int | None = None, sha256: str = ""
) -> GcodeFile:
    """Store a file and have it read; the same content again is the same row.

    Raises Refused or Unavailable as `apps.jobs.storage.store` does; nothing is kept then.
    """
    stored = storage.store(chunks, size=size, sha256=sha256)
    gcode, _is_new = GcodeFile.objects.get_or_create(
        sha256=stored.sha256,
        defaults={
            "sha1": stored.sha1,
            "size": stored.size,
            "suffix": stored.suffix,
            "name": clean_name(name),
            "uploaded_by": actor.name,
        },
    )
    if gcode.analysis == GcodeFile.FAILED:
        GcodeFile.objects.filter(pk=gcode.pk).update(analysis=GcodeFile.WAITING, tries=0)
        gcode.analysis = GcodeFile.WAITING
    if gcode.analysis == GcodeFile.WAITING:
        nudge("apps.jobs.tasks.analyse", gcode.pk)
    return gcode


def clean_name(name: str) -> str:
    """The last part of a path, without control characters; never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:200].strip() or "unnamed.gcode"


def check_order(order: JobOrder) -> list[str]:
    """The codes of its materials; raises Refused as `submit` does, before any file is stored."""
    checked(order)
    return [material_named(code).code for code in order.materials]


@transaction.atomic
def submit(order: JobOrder, *, actor: Actor) -> Job:
    """Make a job; it is queued as soon as its file was read, or held with the reason.

    Raises Refused naming the fields at fault (quantity, lane, material …) and changes nothing then.
    """
    materials = check_order(order)
    gcode = GcodeFile.objects.filter(pk=order.gcode_id).first()
    if gcode is None:
        message = gettext_noop("there is no G-code file %(gcode)s") % {"gcode": order.gcode_id}
        raise Refused(message, code="GCODE_UNKNOWN", errors={"gcode": [message]})
    job = Job.objects.create(
        gcode=gcode,
        name=order.name or gcode.name.rsplit(".", 1)[0],
        profiles=list(order.profiles),
        materials=materials,
        colours=list(order.colours),
        lane=order.lane,
        priority=order.priority,
        quantity=order.quantity,
        parts_per_run=order.parts_per_run or 0,
        due_at=order.due_at,
        nozzle_mm=order.nozzle_mm,
        tags=list(order.tags),
        pinned_printer_id=order.printer_id,
        reference=order.reference,
        source=order.source,
        reprint_of_id=order.reprint_of,
        created_by=actor.name,
        held_code=HoldReason.ASKED if order.hold else "",
    )
    JobHistory.objects.create(job=job, target=JobState.RECEIVED, actor=actor.name)
    audit(actor, "job.create", f"job/{job.pk}", name=job.name, quantity=job.quantity)
    settle(job)
    return job


def submit_once(order: JobOrder, *, key: str, user: User | None, actor: Actor) -> tuple[Job, bool]:
    """Make the job that `key` names, or return the one made before; the second value tells which.

    Raises Conflict (IDEMPOTENCY_KEY_REUSED) when the key came with another order.
    """
    known = _made_before(order, key, user)
    if known:
        return known, False
    try:
        with transaction.atomic():
            job = submit(order, actor=actor)
            IdempotencyKey.objects.create(user=user, key=key, digest=order.digest, job=job)
    except IntegrityError:
        known = _made_before(order, key, user)
        if known is None:
            raise
        return known, False
    return job, True


def _made_before(order: JobOrder, key: str, user: User | None) -> Job | None:
    known = IdempotencyKey.objects.select_related("job").filter(user=user, key=key).first()
    if known is None:
        return None
    if known.digest != order.digest:
        raise Conflict(
            gettext_noop("the Idempotency-Key %(key)s was used for another job")
            % {"key": repr(key)},
            code="IDEMPOTENCY_KEY_REUSED",
        )
    return known.job


@transaction.atomic
def change(job: Job, *, actor: Actor, **fields: Any) -> Job:
    """Change lane, priority, due_at, quantity or name.

    Raises Refused for other fields, and when fewer parts are asked for than are made or under way.
    """
    wrong = set(fields) - CHANGEABLE
    if wrong:
        raise Refused(
            gettext_noop("%(names)s can not be changed") % {"names": ", ".join(sorted(wrong))},
            code="INVALID",
        )
    current = demand.locked(job.pk)
    if current.state in {
        JobState.CANCELLED,
        JobState.FAILED,
        JobState.REJECTED,
        JobState.COMPLETED,
    }:
        raise Conflict(
            gettext_noop("job %(job)s is %(state)s") % {"job": job.pk, "state": current.state},
            code="JOB_ENDED",
        )
    _check_changes(current, fields)
    Job.objects.filter(pk=job.pk).update(**fields)
    audit(actor, "job.change", f"job/{job.pk}", **{k: str(v) for k, v in fields.items()})
    if "quantity" in fields:
        demand.recount(job.pk)
    job.refresh_from_db()
    return job


def _check_changes(job: Job, fields: dict[str, Any]) -> None:
    checked(
        JobOrder(
            gcode_id=job.gcode_id,
            lane=fields.get("lane", job.lane),
            priority=fields.get("priority", job.priority),
            quantity=fields.get("quantity", job.quantity),
            name=fields.get("name", job.name),
        )
    )
    spoken_for = job.good + job.in_flight + job.given_up
    if fields.get("quantity", job.quantity) < spoken_for:
        message = gettext_noop("%(parts)s parts are already made, under way or given up") % {
            "parts": spoken_for
        }
        raise Refused(message, code="QUANTITY_TOO_SMALL", errors={"quantity": [message]})


def hold(job: Job, *, actor: Actor, reason: str = "") -> None:
    """No new run of this job until somebody releases it; runs under way go on."""
    move(job, JobState.HELD, code=HoldReason.ASKED, reason=reason, actor=actor)
    audit(actor, "job.hold", f"job/{job.pk}", reason=reason)


@transaction.atomic
def release(job: Job, *, actor: Actor) -> None:
    """Let a held job go on; tries are counted anew.

    Raises Conflict if it is not held, or if nobody knows yet what its file needs.
    """
    job.refresh_from_db()
    if job.state != JobState.HELD:
        raise Conflict(
            gettext_noop("job %(job)s is not held") % {"job": job.pk}, code="JOB_NOT_HELD"
        )
    if job.gcode.analysis != GcodeFile.DONE:
        raise Conflict(
            gettext_noop("the file of job %(job)s was not read") % {"job": job.pk},
            code="FILE_NOT_READ_YET",
        )
    Job.objects.filter(pk=job.pk).update(tries_in_row=0)
    move(job, demand.released_state(job), reason="released", actor=actor)
    audit(actor, "job.release", f"job/{job.pk}")
