"""Random faults come from the seed."""

import random

from apps.simulator.mischief import ERROR_EVERY_PRINTING_S, Mischief


def faults(seed: int) -> list[tuple[str, float] | None]:
    mischief = Mischief(random.Random(seed))
    return [mischief.network_fault() for _ in range(2_000)]


def test_the_same_seed_gives_the_same_faults() -> None:
    assert faults(1) == faults(1)
    assert faults(1) != faults(2)


def test_network_faults_are_few_and_of_both_kinds() -> None:
    found = [fault for fault in faults(3) if fault is not None]
    assert 2 <= len(found) <= 40
    assert {kind for kind, _ in found} == {"refuse", "blackhole"}
    assert all(1 <= seconds <= 6 for _, seconds in found)


def test_errors_come_with_printing_time() -> None:
    mischief = Mischief(random.Random(4))
    assert mischief.firmware_error(0.0) is None
    assert mischief.firmware_error(ERROR_EVERY_PRINTING_S) is not None
