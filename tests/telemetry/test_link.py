"""When a printer counts as late, offline and back: every rule of the link."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.printers.port import Activity
from apps.printers.states import LINK, Link
from apps.telemetry.cadence import next_look_s
from apps.telemetry.link import Heard, LinkView, judge

NOW = datetime(2030, 5, 6, 8, tzinfo=UTC)
H, L = Heard, Link


def after(link: Link, *heard: tuple[float, Heard]) -> Link:
    """The link after looks at these seconds."""
    view = LinkView(link=link)
    for second, what in heard:
        view = judge(view, what, NOW + timedelta(seconds=second))
    return view.link


@pytest.mark.parametrize(
    ("before", "heard", "link"),
    [
        (L.NEVER_SEEN, [(0, H.ANSWER)], L.ONLINE),
        (L.NEVER_SEEN, [(0, H.MISS), (5, H.MISS)], L.NEVER_SEEN),
        (L.NEVER_SEEN, [(0, H.MISS), (30, H.MISS), (60, H.MISS)], L.OFFLINE),
        (L.NEVER_SEEN, [(0, H.UNAUTHORISED)], L.AUTH_ERROR),
        (L.ONLINE, [(0, H.MISS)], L.ONLINE),
        (L.ONLINE, [(0, H.MISS), (2, H.MISS)], L.LATE),
        (L.ONLINE, [(0, H.MISS), (2, H.MISS), (4, H.MISS)], L.LATE),
        (L.ONLINE, [(0, H.MISS), (2, H.MISS), (59, H.MISS)], L.LATE),
        (L.ONLINE, [(0, H.MISS), (2, H.MISS), (60, H.MISS)], L.OFFLINE),
        (L.ONLINE, [(0, H.MISS), (90, H.MISS)], L.LATE),
        (L.ONLINE, [(0, H.MISS), (2, H.MISS), (3, H.ANSWER), (61, H.MISS)], L.ONLINE),
        (L.ONLINE, [(0, H.REFUSED), (1, H.REFUSED), (2, H.REFUSED)], L.OFFLINE),
        (L.ONLINE, [(0, H.REFUSED), (1, H.MISS), (2, H.REFUSED), (3, H.REFUSED)], L.LATE),
        (L.ONLINE, [(0, H.UNAUTHORISED)], L.AUTH_ERROR),
        (L.LATE, [(0, H.ANSWER)], L.ONLINE),
        (L.OFFLINE, [(0, H.ANSWER)], L.OFFLINE),
        (L.OFFLINE, [(0, H.ANSWER), (1, H.MISS), (2, H.ANSWER)], L.OFFLINE),
        (L.OFFLINE, [(0, H.ANSWER), (1, H.ANSWER)], L.ONLINE),
        (L.OFFLINE, [(0, H.MISS), (1, H.MISS)], L.OFFLINE),
        (L.OFFLINE, [(0, H.UNAUTHORISED)], L.AUTH_ERROR),
        (L.AUTH_ERROR, [(0, H.ANSWER)], L.ONLINE),
        (L.AUTH_ERROR, [(0, H.MISS), (90, H.MISS), (180, H.MISS)], L.AUTH_ERROR),
    ],
)
def test_the_link_after_looks(before: Link, heard: list[tuple[float, Heard]], link: Link) -> None:
    assert after(before, *heard) is link


@given(
    st.sampled_from(list(Link)),
    st.lists(st.tuples(st.floats(0, 40), st.sampled_from(list(Heard))), max_size=30),
)
def test_every_change_of_the_link_is_in_its_table(
    link: Link, looks: list[tuple[float, Heard]]
) -> None:
    view, at = LinkView(link=link), NOW
    for wait_s, heard in looks:
        at += timedelta(seconds=wait_s)
        after_it = judge(view, heard, at)
        assert after_it.link is view.link or LINK.can(view.link, after_it.link)
        view = after_it


@pytest.mark.parametrize(
    ("activity", "link", "misses", "wait_s"),
    [
        (Activity.PRINTING, L.ONLINE, 0, 2.0),
        (Activity.ATTENTION, L.ONLINE, 0, 2.0),
        (Activity.IDLE, L.ONLINE, 0, 5.0),
        (Activity.IDLE, L.ONLINE, 1, 2.0),
        (Activity.UNKNOWN, L.LATE, 2, 2.0),
        (Activity.UNKNOWN, L.OFFLINE, 3, 16.0),
        (Activity.UNKNOWN, L.OFFLINE, 60, 30.0),
        (Activity.UNKNOWN, L.AUTH_ERROR, 0, 2.0),
    ],
)
def test_how_soon_a_machine_is_asked_again(
    activity: Activity, link: Link, misses: int, wait_s: float
) -> None:
    assert next_look_s(activity=activity, link=link, misses=misses, base_s=2.0) == wait_s
