"""What Celery's beat calls, and how often; a task nobody took within its interval is worth nothing."""

from typing import Any


def every(seconds: float, task: str) -> dict[str, Any]:
    """One line of the timetable."""
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 2.0)}}


TIMETABLE = {
    "poll": every(0.5, "apps.telemetry.tasks.poll_farm"),
    "sweep": every(1.0, "apps.dispatch.tasks.sweep"),
    "dispatch": every(2.0, "apps.dispatch.tasks.dispatch_waiting"),
    "relay": every(1.0, "apps.events.tasks.relay"),
    "analyse": every(5.0, "apps.jobs.tasks.analyse_waiting"),
    "prune": every(3600.0, "apps.telemetry.tasks.prune"),
}
