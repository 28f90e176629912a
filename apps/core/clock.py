"""What time it is for the farm: aware UTC, one place to move it in tests."""

from datetime import datetime, timedelta

from django.utils import timezone


def now() -> datetime:
    """The present as aware UTC."""
    return timezone.now()


def after(seconds: float) -> datetime:
    """The present plus `seconds`; for deadline columns."""
    return timezone.now() + timedelta(seconds=seconds)
