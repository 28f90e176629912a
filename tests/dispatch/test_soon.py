"""A nudge names a task that exists: a misspelt one would be lost without a word."""

from collections.abc import Callable

import pytest
from celery import current_app

from apps.dispatch import soon, tasks

NUDGES: list[tuple[Callable[..., None], tuple[int, ...]]] = [
    (soon.step_soon, (7,)),
    (soon.transfer_soon, (7,)),
    (soon.clean_soon, (7,)),
    (soon.dispatch_soon, ()),
]


@pytest.mark.parametrize(("nudge", "arguments"), NUDGES)
def test_each_nudge_names_a_task(
    nudge: Callable[..., None], arguments: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(soon, "nudge", lambda *call: sent.append(call))
    nudge(*arguments)
    ((name, *rest),) = sent
    assert (name in current_app.tasks, tuple(rest)) == (True, arguments)
    assert str(name).startswith(tasks.__name__)
