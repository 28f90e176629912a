"""The API does what its OpenAPI document says, for values that fit and for values that do not."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from apps.accounts.roles import Role
from tests.builders import a_gcode, a_job, a_printer, a_run, a_token

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume"),
]
QUIET = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def described(db: None) -> Any:
    """The document, read from the running application, with some rows behind it."""
    a_run(a_job(gcode=a_gcode()), a_printer())
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())


@pytest.fixture
def headers(db: None) -> dict[str, str]:
    """Those of an administrator, who gets furthest."""
    _token, secret = a_token(role=Role.ADMINISTRATOR)
    return {"Authorization": f"Token {secret}"}


document = schemathesis.pytest.from_fixture("described").exclude(
    # These talk to a machine, and there is none.
    path_regex="/(test|emergency-stop)/$"
)


@document.parametrize()
@QUIET
def test_answers_are_as_described(case: Any, headers: dict[str, str]) -> None:
    # A document can not say which ids, codes and orders of columns exist.
    case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])
