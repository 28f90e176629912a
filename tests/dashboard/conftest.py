"""People at the pages."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.roles import Role
from tests import builders


@pytest.fixture(autouse=True)
def _static_root(settings: Settings, tmp_path: Path) -> None:
    """The folder of collected files exists, as after an installation."""
    settings.STATIC_ROOT = tmp_path


def _client(role: Role | None) -> Client:
    client = Client()
    client.force_login(builders.a_user(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def viewer(db: Any) -> Client:
    """Somebody who may look."""
    return _client(Role.VIEWER)


@pytest.fixture
def operator(db: Any) -> Client:
    """Somebody who runs the farm."""
    return _client(Role.OPERATOR)


@pytest.fixture
def administrator(db: Any) -> Client:
    """Somebody who may change the farm."""
    return _client(Role.ADMINISTRATOR)


@pytest.fixture
def nobody(db: Any) -> Client:
    """Somebody with an account and no role."""
    return _client(None)
