"""The choices that the OpenAPI document calls by a name of their own."""

from typing import Any

from apps.dispatch.models import STATES as RUN_STATES
from apps.jobs.models.job import STATES as JOB_STATES
from apps.printers.models.printer import KIND_NAMES


def job_states() -> list[tuple[Any, Any]]:
    """Code and name of each state of a job."""
    return list(JOB_STATES.items())


def run_states() -> list[tuple[Any, Any]]:
    """Code and name of each state of a run."""
    return list(RUN_STATES.items())


def printer_kinds() -> list[tuple[Any, Any]]:
    """Code and name of each interface."""
    return list(KIND_NAMES.items())
