"""Jobs made, changed, held and released; what is refused says what to do."""

from datetime import UTC, datetime
from typing import Any

import pytest

from apps.accounts.models import AuditEntry
from apps.core.errors import Conflict, FarmError, Refused
from apps.jobs import services
from apps.jobs.analysis import keep
from apps.jobs.models import GcodeFile, Job
from apps.jobs.orders import JobOrder
from apps.jobs.selectors import job_timeline, job_with_id, queue
from apps.jobs.states import JobState, Lane
from tests.builders import GCODE, TESTER, a_gcode, a_job, a_material, a_user

pytestmark = pytest.mark.django_db


def order(**fields: Any) -> JobOrder:
    values: dict[str, Any] = {"gcode_id": fields.pop("gcode", None) or a_gcode().pk, **fields}
    return JobOrder(**values)


def submitted(**fields: Any) -> Job:
    return services.submit(order(**fields), actor=TESTER)


def test_a_job_whose_file_was_read_is_queued_at_once() -> None:
    job = submitted(quantity=3, lane=Lane.EXPRESS, reference="A-1")
    assert (job.state, job.waiting, job.created_by) == (JobState.QUEUED, 3, "tester")
    assert [row.target for row in job_timeline(job)] == ["received", "queued"]
    assert AuditEntry.objects.filter(action="job.create", subject=f"job/{job.pk}").exists()


def test_a_job_waits_for_its_file_to_be_read() -> None:
    gcode = a_gcode(analysis=GcodeFile.WAITING, metadata=None)
    job = submitted(gcode=gcode.pk)
    assert job.state == JobState.RECEIVED
    keep(gcode, {"printer_model": "MK3S", "materials": ["PLA"], "tools": [0]})
    assert job_with_id(job.pk).state == JobState.QUEUED


def test_an_unreadable_file_rejects_its_jobs_with_the_reason() -> None:
    gcode = a_gcode(analysis=GcodeFile.WAITING, metadata=None)
    job = submitted(gcode=gcode.pk)
    keep(gcode, {"error": "cut off in the middle"})
    found = job_with_id(job.pk)
    assert (found.state, found.held_code) == (JobState.REJECTED, "FILE_UNREADABLE")
    assert found.held_reason == "cut off in the middle"


def test_parts_of_a_plate_are_counted_from_the_file() -> None:
    assert submitted(gcode=a_gcode(metadata={"object_count": 4}).pk, quantity=8).parts_per_run == 4
    late = a_gcode(analysis=GcodeFile.WAITING, metadata=None)
    job = submitted(gcode=late.pk, quantity=8)
    keep(late, {"printer_model": "MK3S", "materials": ["PLA"], "object_count": 4})
    assert job_with_id(job.pk).parts_per_run == 4


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ({"printer_model": None}, "PROFILE_UNKNOWN"),
        ({"materials": []}, "MATERIAL_UNKNOWN"),
    ],
)
def test_what_nobody_named_holds_the_job(metadata: dict[str, Any], code: str) -> None:
    job = submitted(gcode=a_gcode(metadata=metadata).pk)
    assert (job.state, job.held_code) == (JobState.HELD, code)
    assert "set" in job.held_reason


def test_a_job_may_be_made_held() -> None:
    job = submitted(hold=True)
    assert (job.state, job.held_code) == (JobState.HELD, "HOLD_ASKED")
    services.release(job, actor=TESTER)
    assert job_with_id(job.pk).state == JobState.QUEUED
    assert job_with_id(job.pk).held_reason == ""


@pytest.mark.parametrize(
    ("fields", "at_fault", "says"),
    [
        ({"quantity": 0}, "quantity", "at least 1"),
        ({"quantity": -3}, "quantity", "at least 1"),
        ({"quantity": 100_001}, "quantity", "at most"),
        ({"priority": 101}, "priority", "from 0 to 100"),
        ({"lane": "slow"}, "lane", "express, standard"),
        ({"parts_per_run": 0}, "parts_per_run", "at least 1"),
        ({"nozzle_mm": 40.0}, "nozzle_mm", "0.05"),
        ({"name": "x" * 201}, "name", "200"),
    ],
)
def test_a_faulty_order_names_the_field(fields: dict[str, Any], at_fault: str, says: str) -> None:
    with pytest.raises(Refused) as refusal:
        submitted(**fields)
    assert refusal.value.code == "INVALID"
    assert says in refusal.value.errors[at_fault][0]
    assert not Job.objects.exists()


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Refused) as refusal:
        submitted(quantity=0, lane="slow")
    assert set(refusal.value.errors) == {"quantity", "lane"}


def test_an_unknown_material_names_what_there_is() -> None:
    a_material("PETG")
    with pytest.raises(Refused) as refusal:
        submitted(materials=("WOOD",))
    assert refusal.value.code == "MATERIAL_UNKNOWN"
    assert "PETG" in refusal.value.message
    assert "material" in refusal.value.errors
    assert not Job.objects.exists()


def test_materials_are_known_in_any_case() -> None:
    a_material("PETG")
    assert submitted(materials=("petg",)).materials == ["PETG"]


def test_an_unknown_file_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        services.submit(JobOrder(gcode_id=4711), actor=TESTER)
    assert refusal.value.code == "GCODE_UNKNOWN"


def test_the_same_key_makes_one_job() -> None:
    user, wanted = a_user(), order()
    first, made = services.submit_once(wanted, key="k", user=user, actor=TESTER)
    second, again = services.submit_once(wanted, key="k", user=user, actor=TESTER)
    assert (made, again, first.pk) == (True, False, second.pk)
    assert Job.objects.count() == 1


def test_a_key_used_for_another_order_is_a_conflict() -> None:
    user, wanted = a_user(), order()
    services.submit_once(wanted, key="k", user=user, actor=TESTER)
    with pytest.raises(Conflict) as refusal:
        services.submit_once(order(quantity=9), key="k", user=user, actor=TESTER)
    assert refusal.value.code == "IDEMPOTENCY_KEY_REUSED"
    assert Job.objects.count() == 1


def test_keys_of_two_users_are_two_keys() -> None:
    wanted = order()
    services.submit_once(wanted, key="k", user=a_user(), actor=TESTER)
    _, made = services.submit_once(wanted, key="k", user=a_user(), actor=TESTER)
    assert made


def test_a_refused_order_uses_no_key() -> None:
    user, gcode = a_user(), a_gcode()
    with pytest.raises(FarmError):
        services.submit_once(order(gcode=gcode.pk, quantity=0), key="k", user=user, actor=TESTER)
    _, made = services.submit_once(order(gcode=gcode.pk), key="k", user=user, actor=TESTER)
    assert made


def test_the_queue_is_express_then_priority_then_age() -> None:
    old = submitted()
    urgent = submitted(priority=90)
    express = submitted(lane=Lane.EXPRESS, priority=10)
    young = submitted()
    submitted(hold=True)
    services.hold(young, actor=TESTER)
    assert [job.pk for job in queue()][:3] == [express.pk, urgent.pk, old.pk]


def test_what_may_be_changed_is_changed_and_told() -> None:
    job = submitted(quantity=2)
    due = datetime(2031, 1, 1, tzinfo=UTC)
    services.change(job, actor=TESTER, lane=Lane.EXPRESS, priority=70, quantity=5, due_at=due)
    assert (job.lane, job.priority, job.waiting, job.due_at) == ("express", 70, 5, due)
    assert AuditEntry.objects.get(action="job.change").details["quantity"] == "5"


def test_fewer_parts_than_are_under_way_are_refused() -> None:
    job = a_job(quantity=5, good=1, in_flight=2, state=JobState.ACTIVE)
    with pytest.raises(Refused) as refusal:
        services.change(job, actor=TESTER, quantity=2)
    assert refusal.value.code == "QUANTITY_TOO_SMALL"
    assert services.change(job, actor=TESTER, quantity=3).waiting == 0


def test_a_quantity_that_is_already_made_completes_the_job() -> None:
    job = a_job(quantity=5, good=2)
    assert services.change(job, actor=TESTER, quantity=2).state == JobState.COMPLETED


@pytest.mark.parametrize("fields", [{"state": "completed"}, {"good": 9}, {"quantity": 0}])
def test_other_changes_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        services.change(a_job(), actor=TESTER, **fields)


@pytest.mark.parametrize(
    "state", [JobState.COMPLETED, JobState.CANCELLED, JobState.FAILED, JobState.REJECTED]
)
def test_a_job_that_is_over_is_not_changed(state: JobState) -> None:
    with pytest.raises(Conflict) as refusal:
        services.change(a_job(state=state), actor=TESTER, priority=1)
    assert refusal.value.code == "JOB_ENDED"


def test_only_a_held_job_is_released_and_its_tries_are_counted_anew() -> None:
    job = a_job(tries_in_row=3, state=JobState.HELD)
    services.release(job, actor=TESTER)
    assert job_with_id(job.pk).tries_in_row == 0
    with pytest.raises(Conflict) as refusal:
        services.release(job, actor=TESTER)
    assert refusal.value.code == "JOB_NOT_HELD"


def test_a_held_job_is_not_released_before_its_file_was_read() -> None:
    gcode = a_gcode(analysis=GcodeFile.WAITING, metadata=None)
    job = submitted(gcode=gcode.pk)
    services.hold(job, actor=TESTER)
    with pytest.raises(Conflict) as refusal:
        services.release(job, actor=TESTER)
    assert refusal.value.code == "FILE_NOT_READ_YET"


def test_a_file_sent_again_is_the_same_row() -> None:
    first = services.receive_file([GCODE], "a/b\\part\x07.gcode", actor=TESTER)
    second = services.receive_file([GCODE], "other.gcode", actor=TESTER)
    assert first == second
    assert (first.name, first.suffix, first.uploaded_by) == ("part.gcode", ".gcode", "tester")
    assert services.clean_name("../..") == ".."
    assert services.clean_name("/") == "unnamed.gcode"


def test_an_unknown_job_is_refused_by_number() -> None:
    with pytest.raises(Refused) as refusal:
        job_with_id(4711)
    assert (refusal.value.code, "4711" in refusal.value.message) == ("NOT_FOUND", True)
