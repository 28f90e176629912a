"""A demo keeps to its own folder, whatever a real farm has in the environment."""

import os
from pathlib import Path

import pytest

from printfarm.demo import DEFAULT, take_environment


@pytest.fixture(autouse=True)
def a_real_farm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FARM_DATA", "/srv/farm")
    monkeypatch.setenv("FARM_POLL_S", "7")
    monkeypatch.delenv("FARM_LOG_LEVEL", raising=False)


@pytest.mark.parametrize(
    "given", [["--data", "x/y"], ["--jobs", "3", "--data=x/y", "--until-done"]]
)
def test_data_goes_where_it_is_told(given: list[str]) -> None:
    take_environment(given)
    assert os.environ["FARM_DATA"] == str(Path("x/y").resolve())


def test_without_a_word_it_is_the_demos_folder_and_never_the_real_farms() -> None:
    take_environment(["--until-done"])
    assert os.environ["FARM_DATA"] == str(DEFAULT)


def test_what_somebody_set_stays() -> None:
    take_environment([])
    assert (os.environ["FARM_POLL_S"], os.environ["FARM_LOG_LEVEL"]) == ("7", "WARNING")
