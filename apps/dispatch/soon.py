"""Which task does the next piece of work soon; the sweep finds the same work where a task is lost."""

from apps.core.nudging import nudge

TASKS = "apps.dispatch.tasks"


def step_soon(run_id: int) -> None:
    """Have the next step of a run done once the transaction is committed."""
    nudge(f"{TASKS}.step_run", run_id)


def transfer_soon(run_id: int) -> None:
    """Have the file of a run sent."""
    nudge(f"{TASKS}.transfer_run", run_id)


def clean_soon(run_id: int) -> None:
    """Have the remote file of an ended run deleted."""
    nudge(f"{TASKS}.clean_run", run_id)


def dispatch_soon() -> None:
    """Have waiting jobs given to free printers."""
    nudge(f"{TASKS}.dispatch_waiting")
