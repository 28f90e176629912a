"""A missing need is a skip that names its reason, and a failure once it is required."""

import pytest

from tests.requirements import VARIABLE, need, required


def test_an_absent_need_skips_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(pytest.skip.Exception, match="no redis-server found"):
        need("services", "no redis-server found")


def test_a_required_need_fails_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "browser, services")
    with pytest.raises(pytest.fail.Exception, match="no redis-server found"):
        need("services", "no redis-server found")


def test_requiring_one_need_leaves_the_others_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "browser")
    with pytest.raises(pytest.skip.Exception):
        need("peers", "no OctoPrint installed")


@pytest.mark.parametrize("value", ["", " ", ","])
def test_an_empty_variable_requires_nothing(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(VARIABLE, value)
    assert required() == frozenset()


def test_a_misspelt_need_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "service")
    with pytest.raises(pytest.UsageError, match="service"):
        required()
