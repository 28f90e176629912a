"""Sends a task by its name once the transaction is committed: a nudge, never the record of work."""

import logging
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def nudge(task: str, *arguments: Any) -> None:
    """Have `task` run soon; where the broker is away, the periodic sweep finds the work instead."""
    transaction.on_commit(lambda: _send(task, arguments))


def _send(task: str, arguments: tuple[Any, ...]) -> None:
    try:
        current_app.send_task(task, args=arguments, ignore_result=True, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("%s was not sent (%s); the sweep will find the work", task, error)
