"""Which looks say that something lies on the bed: every print, ours, foreign or unseen."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.printers.port import Activity, Snapshot
from apps.telemetry.ends import Before, is_doubtful, occupied_by

NOW = datetime(2030, 5, 6, 8, tzinfo=UTC)
A = Activity


def before(activity: Activity, job_ref: str = "") -> Before:
    return Before(at=NOW, activity=activity, job_ref=job_ref)


def look(activity: Activity, job_ref: str | None = None) -> Snapshot:
    return Snapshot(activity=activity, job_ref=job_ref, remote_file="vase.gcode")


@pytest.mark.parametrize(
    ("earlier", "now", "occupied"),
    [
        (None, look(A.PRINTING), True),
        (None, look(A.FINISHED), True),
        (None, look(A.IDLE), False),
        (before(A.IDLE), look(A.PRINTING), True),
        (before(A.IDLE), look(A.PAUSED), True),
        (before(A.PRINTING), look(A.IDLE), True),
        (before(A.PRINTING), look(A.ERROR), True),
        (before(A.PAUSED), look(A.UNKNOWN), True),
        (before(A.IDLE), look(A.ATTENTION), False),
        (before(A.IDLE), look(A.FINISHED), True),
        (before(A.FINISHED), look(A.FINISHED), False),
        (before(A.IDLE, "7"), look(A.IDLE, "8"), True),
        (before(A.FINISHED, "7"), look(A.FINISHED, "8"), True),
        (before(A.IDLE, "7"), look(A.IDLE, "7"), False),
        (before(A.IDLE, "7"), look(A.IDLE, None), False),
        (before(A.IDLE, ""), look(A.IDLE, "8"), False),
        (before(A.IDLE), look(A.BUSY), False),
        (before(A.IDLE), look(A.ERROR), False),
    ],
)
def test_what_occupies_the_bed(earlier: Before | None, now: Snapshot, occupied: bool) -> None:
    reason = occupied_by(earlier, now)
    assert bool(reason) is occupied
    assert not occupied or "vase.gcode" in reason


def test_a_farm_that_looked_away_does_not_know_the_bed() -> None:
    assert not is_doubtful(None, NOW)
    assert not is_doubtful(before(A.IDLE), NOW + timedelta(minutes=5))
    assert is_doubtful(before(A.IDLE), NOW + timedelta(minutes=6))
