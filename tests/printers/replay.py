"""Holds a conversation with recorded replies, and keeps what was asked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from apps.printers.port import Call, Conversation, MachineError, Reply

T = TypeVar("T")
RECORDED = Path(__file__).parent / "recorded"


@dataclass
class Heard:
    """The calls of a conversation, in order."""

    calls: list[Call] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        return [f"{call.method} {call.path.partition('?')[0]}" for call in self.calls]

    def sent(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]


def replay(
    talk: Conversation[T], replies: Sequence[Reply | MachineError], heard: Heard | None = None
) -> T:
    """Hold `talk` with `replies`; a reply that is an error is thrown in as a lost call.

    Fails where the conversation asks more or less often than there are replies.
    """
    heard = Heard() if heard is None else heard
    left = list(replies)
    try:
        heard.calls.append(next(talk))
        while left:
            reply = left.pop(0)
            heard.calls.append(
                talk.throw(reply) if isinstance(reply, MachineError) else talk.send(reply)
            )
    except StopIteration as end:
        assert not left, f"{len(left)} replies were not asked for"
        return end.value  # type: ignore[no-any-return]
    finally:
        talk.close()
    raise AssertionError(f"no reply recorded for {heard.lines[-1]}")


def recorded(name: str) -> Any:
    """One recorded answer, as the host gave it."""
    return json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))


def ok(content: Any = None, status: int = 200) -> Reply:
    return Reply(status, content=content)
