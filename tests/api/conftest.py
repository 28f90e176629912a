"""Callers of every role, and storage of their own."""

from pathlib import Path

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from apps.accounts.roles import Role
from tests.builders import a_token


@pytest.fixture(autouse=True)
def storage(settings: Settings, tmp_path: Path) -> Path:
    """Files lie below the test's own directory."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path
    return tmp_path / "files"


def client_for(role: Role) -> APIClient:
    """A client that carries a token of somebody with this role."""
    _token, secret = a_token(role=role)
    return APIClient(headers={"Authorization": f"Token {secret}"})


@pytest.fixture
def viewer(db: None) -> APIClient:
    """Somebody who may look."""
    return client_for(Role.VIEWER)


@pytest.fixture
def operator(db: None) -> APIClient:
    """Somebody who runs the farm."""
    return client_for(Role.OPERATOR)


@pytest.fixture
def administrator(db: None) -> APIClient:
    """Somebody who changes the farm."""
    return client_for(Role.ADMINISTRATOR)
