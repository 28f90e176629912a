"""Temperatures over time."""

import math

import pytest

from apps.simulator.heater import AMBIENT_C, Heater


@pytest.fixture
def heater() -> Heater:
    return Heater(heat_rate=2.0, cooling_tau_s=100.0)


def test_it_heats_steadily_and_stops_at_the_target(heater: Heater) -> None:
    heater.target = 200.0
    assert heater.seconds_to_target() == pytest.approx(89.0)
    heater.advance(50)
    assert heater.actual == pytest.approx(122.0)
    heater.advance(50)
    assert heater.actual == 200.0
    assert heater.reached


def test_it_cools_to_ambient_and_no_further(heater: Heater) -> None:
    heater.actual = 122.0
    heater.advance(100)
    assert heater.actual == pytest.approx(AMBIENT_C + 100 / math.e)
    heater.advance(1e6)
    assert heater.actual == pytest.approx(AMBIENT_C)


def test_it_cools_to_a_lower_target_and_holds(heater: Heater) -> None:
    heater.actual, heater.target = 240.0, 205.0
    heater.advance(1000)
    assert heater.actual == 205.0


def test_a_stuck_heater_falls_under_its_target(heater: Heater) -> None:
    heater.actual = heater.target = 200.0
    heater.stuck = True
    heater.advance(60)
    assert heater.actual < 150
    assert heater.seconds_to_target() == math.inf


def test_a_wrong_sensor_shows_in_the_reading_only(heater: Heater) -> None:
    heater.bias_k = -30.0
    assert heater.reading == AMBIENT_C - 30
    assert heater.actual == AMBIENT_C
