"""What the farm refuses carries a code and a sentence; a table refuses what it does not know."""

import pytest

from apps.core.errors import Conflict, FarmError, Refused, Unavailable
from apps.core.states import StateMachine

TRAFFIC = StateMachine.of({"red": {"green"}, "green": {"amber"}, "amber": {"red"}, "off": set()})


@pytest.mark.parametrize(
    ("kind", "code"),
    [(Refused, "REFUSED"), (Conflict, "CONFLICT"), (Unavailable, "UNAVAILABLE")],
)
def test_every_kind_has_a_code_of_its_own(kind: type[FarmError], code: str) -> None:
    error = kind("needs PETG; PLA is loaded", errors={"material": ("PETG",)})
    assert (error.code, error.message) == (code, "needs PETG; PLA is loaded")
    assert error.errors == {"material": ["PETG"]}
    assert str(error) == error.message
    assert kind("x", code="SPECIAL").code == "SPECIAL"


def test_a_table_knows_its_moves() -> None:
    assert TRAFFIC.can("red", "green")
    assert not TRAFFIC.can("red", "amber")
    assert TRAFFIC.is_final("off")
    TRAFFIC.check("red", "green")
    with pytest.raises(Conflict) as refusal:
        TRAFFIC.check("red", "amber")
    assert refusal.value.code == "ILLEGAL_MOVE"
    assert "red" in refusal.value.message
