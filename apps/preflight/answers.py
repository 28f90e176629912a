"""What a check answers: a result and a sentence that can be translated later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from apps.preflight.titles import TITLES

Param = str | int | float


class Result(StrEnum):
    """Only a pass lets a print start: what is not known has not passed."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """`message` and `remedy` are English templates for `%`; `note` is a pass worth reading."""

    result: Result
    message: str
    params: Mapping[str, Param] = field(default_factory=dict)
    remedy: str = ""
    note: bool = False

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.message % self.params

    @property
    def remedy_text(self) -> str:
        """What to do, in English; empty when there is nothing to do."""
        return self.remedy % self.params


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's answer under its stable code; `name` is the sentence true when all is well."""

    code: str
    name: str
    answer: Answer

    @property
    def blocks(self) -> bool:
        return self.answer.result is not Result.PASS

    def to_json(self) -> dict[str, Any]:
        """Plain values for the stored report; faces translate the templates."""
        answer = self.answer
        return {
            "code": self.code,
            "name": self.name,
            "title": TITLES[self.code],
            "result": str(answer.result),
            "note": answer.note,
            "message": answer.message,
            "params": dict(answer.params),
            "remedy": answer.remedy,
            "text": answer.text,
            "remedy_text": answer.remedy_text,
        }


def passed(message: str, **params: Param) -> Answer:
    return Answer(Result.PASS, message, params)


def noted(message: str, **params: Param) -> Answer:
    """A pass that an operator may want to read."""
    return Answer(Result.PASS, message, params, note=True)


def failed(message: str, remedy: str, **params: Param) -> Answer:
    return Answer(Result.FAIL, message, params, remedy)


def unknown(message: str, remedy: str, **params: Param) -> Answer:
    return Answer(Result.UNKNOWN, message, params, remedy)
