"""Only pages of the farm open its live feed."""

import pytest
from pytest_django import Settings

from printfarm.origin import is_own


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("", True),
        ("http://farm.test:8000", True),
        ("https://FARM.test:8000", True),
        ("https://print.example", True),
        ("http://farm.test", False),
        ("http://farm.test:8001", False),
        ("http://evil.example", False),
        ("http://evil.example/farm.test:8000", False),
        ("http://[", False),
        ("null", False),
    ],
)
def test_origins(settings: Settings, origin: str, own: bool) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://print.example"]
    headers = {b"host": b"farm.test:8000"}
    assert is_own(headers | ({b"origin": origin.encode()} if origin else {})) is own
