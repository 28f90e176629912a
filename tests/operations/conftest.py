"""Running commands, and addresses of the process."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

Run = Callable[..., str]


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    """Files lie below the test's own directory; that of collected files exists."""
    settings.STATIC_ROOT = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def run(db: Any) -> Run:
    """Run a command; returns what it printed."""

    def running(*arguments: str) -> str:
        out = StringIO()
        call_command(*arguments, stdout=out)
        return out.getvalue()

    return running
