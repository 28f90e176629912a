"""What a cell shows."""

import pytest

from apps.backoffice import cells, marks
from apps.dispatch.states import RunState
from apps.jobs.states import JobState
from apps.live.tiles import Look


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(None, "–"), (59, "1 min"), (3599, "1 h 00"), (4440, "1 h 14"), (360, "6 min")],
)
def test_time_left(seconds: float | None, shown: str) -> None:
    assert cells.left(seconds) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "–"), (0.0, "0 %"), (99.9, "99 %"), (100.0, "100 %")]
)
def test_a_hundred_percent_is_for_what_is_done(value: float | None, shown: str) -> None:
    assert cells.percent(value) == shown


def test_a_temperature_that_is_not_told_is_no_zero() -> None:
    assert cells.temperature(None) == "–"
    assert cells.temperature(0.0) == "0.0 °C"


def test_a_colour_is_drawn_only_when_it_is_one() -> None:
    assert 'fill="#F2754E"' in cells.filament([("PLA", "#F2754E")])
    assert "<svg" not in cells.filament([("PLA", '#F27"/><script>')])
    assert "&lt;script&gt;" in cells.filament([("PLA", '#F27"/><script>')])


def test_every_state_has_a_word_and_a_shape() -> None:
    known = {(table, code) for table, code, _mark in marks.vocabulary()}
    wanted = {("look", one) for one in Look} | {("job", one) for one in JobState}
    assert known == wanted | {("run", one) for one in RunState}


def test_a_state_of_another_version_is_not_drawn_as_good() -> None:
    assert "tone-idle" in marks.state("run", "teleporting")
    assert "#s-unknown" in marks.state("run", "teleporting")
