"""Fixtures that every test may ask for."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

pytest_plugins = ["tests.services"]


@pytest.fixture(autouse=True, scope="session")
def _own_storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files that tests store lie in a folder of this test session."""
    files, static = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("static")
    with override_settings(MEDIA_ROOT=files, STATIC_ROOT=static):
        yield
