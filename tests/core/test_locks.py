"""One at a time: a lock never waits, and is free again whatever happens."""

import threading

import pytest

from apps.core.locks import only_one


def from_another_thread(name: str) -> bool:
    answers: list[bool] = []

    def ask() -> None:
        with only_one(name) as mine:
            answers.append(mine)

    other = threading.Thread(target=ask)
    other.start()
    other.join(5)
    return answers[0]


def test_a_second_holder_is_told_at_once() -> None:
    with only_one("a lock") as mine:
        assert mine
        assert not from_another_thread("a lock")
        assert from_another_thread("another lock")
    assert from_another_thread("a lock")


def test_the_same_thread_is_no_second_holder_either() -> None:
    with only_one("a lock"):
        with only_one("a lock") as again:
            assert not again
        assert not from_another_thread("a lock")


def test_a_failure_inside_frees_the_lock() -> None:
    with pytest.raises(KeyError), only_one("a lock"):
        raise KeyError
    assert from_another_thread("a lock")
