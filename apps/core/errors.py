"""Everything the farm refuses on purpose, with a code for programs and a sentence for people."""

from collections.abc import Mapping, Sequence


class FarmError(Exception):
    """Base of all expected errors.

    `code` is stable (upper snake case), `message` says what is so and what to do,
    `errors` holds the messages of each field at fault.
    """

    code = "ERROR"

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        errors: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.errors = {name: list(texts) for name, texts in (errors or {}).items()}


class Refused(FarmError):
    """The request is understood and not allowed."""

    code = "REFUSED"


class Conflict(FarmError):
    """The thing is no longer in the state the caller believed."""

    code = "CONFLICT"


class Unavailable(FarmError):
    """A machine or service does not answer; trying again may help."""

    code = "UNAVAILABLE"
