"""Lenient reading of what hosts answer: every field is optional, none is trusted."""

import math
from typing import Any
from urllib.parse import quote

from apps.core.whole import whole as spelt
from apps.printers.port import Heater, Reply

MOST = 1e15
"""No machine has a true figure beyond it."""
JSON = {"Accept": "application/json"}
SLOWEST_BYTES_PER_S = 20_000
"""Worst Wi-Fi of embedded hosts, with a margin (Prusa-Firmware-Buddy #3049, #3332)."""


def mapping(value: Any) -> dict[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def inner(value: Any, *keys: str) -> dict[str, Any]:
    """The object at the end of `keys`, empty where one is missing."""
    for key in keys:
        value = mapping(value).get(key)
    return mapping(value)


def number(value: Any) -> float | None:
    """A finite number, or None; a truth value is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > MOST:
        return None
    return float(value) if math.isfinite(value) else None


def whole(value: Any) -> int | None:
    """A whole number, or None; numbers written as text are read too."""
    if isinstance(value, str):
        return spelt(value)
    found = number(value)
    return None if found is None else int(found)


def text(value: Any) -> str:
    """The value where it is text, stripped, else empty."""
    return value.strip() if isinstance(value, str) else ""


def share(percent: Any) -> float | None:
    """0 to 100 as 0 to 1; None outside (OctoPrint tells -100 after an empty file)."""
    found = number(percent)
    return found / 100 if found is not None and 0 <= found <= 100 else None


def heater(reading: Any, actual: str, target: str) -> Heater | None:
    """A heater from an object's two fields; None where it told neither."""
    found = Heater(number(mapping(reading).get(actual)), number(mapping(reading).get(target)))
    return None if found == Heater() else found


def message(reply: Reply) -> str:
    """What the host said about a refusal, in one line; else its status."""
    said = _said(reply.content)
    return " ".join(said.split())[:300] if said else f"HTTP {reply.status}"


def _said(content: Any) -> str:
    if isinstance(content, str):
        return "" if is_page(content) else content
    error = mapping(content).get("error")
    if isinstance(error, dict):
        return _klippy_text(error)
    parts = (text(error), *(text(mapping(content).get(k)) for k in ("title", "message", "text")))
    return ": ".join(part for part in parts if part)


def _klippy_text(error: dict[str, Any]) -> str:
    """Moonraker 0.11 says `Unknown` for texts of several lines; the traceback ends with them."""
    said = text(error.get("message"))
    trace = text(error.get("traceback")).splitlines()
    return trace[-1].strip() if said in ("", "Unknown") and trace else said


def is_page(content: Any) -> bool:
    """Whether an answer is a web page."""
    start = text(content)[:200].lower()
    return start.startswith(("<!doctype", "<html", "<?xml"))


def quoted(path: str) -> str:
    """A remote path for a URL, its slashes kept."""
    return quote(path.lstrip("/"), safe="/")


def transfer_s(size: int) -> float:
    """How long bringing `size` bytes may take."""
    return 60 + size / SLOWEST_BYTES_PER_S
