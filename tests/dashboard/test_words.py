"""Numbers, times, durations and colours as people read them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone, translation

from apps.dashboard import colours, words

GAP = "\u00a0"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (-3, f"0{GAP}s"),
        (48.4, f"48{GAP}s"),
        (150, f"2{GAP}min"),
        (4440, f"1{GAP}h{GAP}14"),
        (3900, f"1{GAP}h{GAP}05"),
        (273_600, f"3{GAP}d{GAP}4{GAP}h"),
    ],
)
def test_duration(seconds: float | None, text: str) -> None:
    assert words.duration(seconds) == text


@pytest.mark.parametrize(("value", "text"), [(None, "–"), (0.0, "0"), (99.9, "99"), (100.0, "100")])
def test_percent_is_never_rounded_up_to_done(value: float | None, text: str) -> None:
    assert words.percent(value) == (text if value is None else f"{text}{GAP}%")


def test_numbers_carry_the_mark_of_the_language() -> None:
    with translation.override("de"):
        assert words.number(214.6, 1) == "214,6"
    with translation.override("en"):
        assert words.number(214.6, 1) == "214.6"


@override_settings(TIME_ZONE="Europe/Berlin")
def test_a_moment_of_today_is_the_clock_of_the_farm() -> None:
    noon = timezone.localtime().replace(hour=12, minute=30)
    assert words.moment(noon.astimezone(UTC)) == "12:30"


def test_a_moment_of_another_day_names_the_day() -> None:
    there = timezone.now() + timedelta(days=3)
    assert words.moment(there).endswith(f"{timezone.localtime(there):%H:%M}")
    assert GAP in words.moment(there)
    assert "2020" in words.moment(datetime(2020, 1, 2, 3, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "shade"),
    [
        ("black", "#1c1c1e"),
        ("Galaxy Black", "#1c1c1e"),
        ("Weiß", "#f4f4f2"),
        ("#FF8800", "#ff8800"),
        ("#ff880", ""),
        ("mystery", ""),
        ("", ""),
    ],
)
def test_shade(name: str, shade: str) -> None:
    assert colours.shade(name) == shade


def test_a_hex_code_is_shown_and_not_spoken() -> None:
    assert colours.spoken("#ff8800") == ""
    assert colours.spoken("Galaxy Black") == "Galaxy Black"
