"""What Celery runs for dispatch; every task is a nudge and may come twice or never."""

from celery import shared_task
from django.conf import settings

from apps.core.errors import Unavailable
from apps.core.locks import only_one
from apps.dispatch import stepping, sweeping
from apps.dispatch.budget import transfers
from apps.dispatch.cleanup import clean_up
from apps.dispatch.dispatcher import dispatch_once


@shared_task(throws=(Unavailable,))
def step_run(run_id: int) -> None:
    """The next step of one run."""
    stepping.step(run_id)


@shared_task(throws=(Unavailable,))
def transfer_run(run_id: int) -> None:
    """Send the file of one run, unless enough others are being sent: the sweep comes again."""
    with transfers(settings.TRANSFERS) as allowed:
        if allowed:
            stepping.transfer(run_id)


@shared_task
def clean_run(run_id: int) -> None:
    """Delete the remote file of one ended run."""
    clean_up(run_id)


@shared_task
def sweep() -> None:
    """Find what is due."""
    with only_one("sweep") as mine:
        if mine:
            sweeping.sweep()


@shared_task
def dispatch_waiting() -> None:
    """Give waiting jobs to free printers."""
    dispatch_once()
