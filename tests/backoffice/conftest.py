"""People at the admin."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings

from apps.accounts.roles import Role
from tests.builders import a_user


def signed_in(role: Role | None) -> Client:
    """A client of somebody on the staff with this role."""
    user = a_user(role)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True, scope="session")
def _static_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The folder of collected files exists, as after an installation."""
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")):
        yield


@pytest.fixture
def viewer(db: None) -> Client:
    return signed_in(Role.VIEWER)


@pytest.fixture
def operator(db: None) -> Client:
    return signed_in(Role.OPERATOR)


@pytest.fixture
def administrator(db: None) -> Client:
    return signed_in(Role.ADMINISTRATOR)
