"""The Celery app; run by threads of `manage.py farm` or by `celery -A printfarm worker`."""

import os

from celery import Celery, signals

from apps.core import stopping

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "printfarm.settings")

app = Celery("printfarm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_shutting_down.connect
def tell_long_work(**_: object) -> None:
    """Sent by `celery worker` only; the embedded farm asks for itself."""
    stopping.asked.set()
