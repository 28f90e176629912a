"""The one error of reading: this file can not be printed as G-code."""

from apps.core.errors import Refused


class NotGcode(Refused):
    """The content is something else, damaged, or nothing; `code` says which."""

    code = "NOT_GCODE"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, code=code)
