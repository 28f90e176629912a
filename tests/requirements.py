"""What a test needs of the machine: skipped where it is absent, or failed if required.

`FARM_REQUIRE=services,browser,peers` names the needs whose absence is a failure.
"""

import os
from typing import Final, Literal, NoReturn, get_args

import pytest

Need = Literal["services", "browser", "peers"]
VARIABLE: Final = "FARM_REQUIRE"
KNOWN: Final = frozenset(get_args(Need))


def required() -> frozenset[str]:
    """The needs that must be met. Raises `pytest.UsageError` for a word that names none."""
    words = frozenset(word.strip() for word in os.environ.get(VARIABLE, "").split(",")) - {""}
    if unknown := words - KNOWN:
        raise pytest.UsageError(
            f"{VARIABLE} names {', '.join(sorted(unknown))}; it knows {', '.join(sorted(KNOWN))}"
        )
    return words


def need(kind: Need, reason: str) -> NoReturn:
    """End the running test because `kind` is absent: as skipped, or as failed if it is required."""
    if kind in required():
        pytest.fail(f"{kind} required by {VARIABLE}: {reason}", pytrace=False)
    pytest.skip(f"needs {kind}: {reason}")
