"""Random faults while a fleet runs, and the hand that puts them right again."""

import asyncio
import random
from dataclasses import dataclass

from apps.simulator.fleet import Member
from apps.simulator.job import Phase

LOOK_EVERY_S = 0.5
NETWORK_FAULT_EVERY_S = 90.0
"""Mean real seconds between two network faults of one printer."""
ERROR_EVERY_PRINTING_S = 3 * 3600.0
"""Mean simulated printing seconds between two firmware errors of one printer."""
REPAIRED_AFTER_S = 15.0
ERRORS = (
    "Thermal Runaway, system stopped! Heater_ID: bed - Printer halted. kill() called!",
    "MAXTEMP triggered! - Printer halted. kill() called!",
    "Heating failed, system stopped! Heater_ID: 0 - Printer halted. kill() called!",
)


@dataclass(slots=True)
class Mischief:
    """Decides what goes wrong; the same seed decides the same."""

    chance: random.Random

    def network_fault(self) -> tuple[str, float] | None:
        """Kind and real seconds of a fault that begins now, mostly None."""
        if self.chance.random() >= LOOK_EVERY_S / NETWORK_FAULT_EVERY_S:
            return None
        return self.chance.choice(("refuse", "blackhole")), self.chance.uniform(1.0, 6.0)

    def firmware_error(self, printed_s: float) -> str | None:
        """The text of an error after so many more simulated seconds of printing."""
        if self.chance.random() >= printed_s / ERROR_EVERY_PRINTING_S:
            return None
        return self.chance.choice(ERRORS)


async def make_mischief(members: list[Member], seed: int) -> None:
    """Disturb the printers until cancelled."""
    mischief = Mischief(random.Random(seed))
    broken: dict[str, float] = {}
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        for member in members:
            _disturb(member, mischief)
            _repair(member, broken)


def _disturb(member: Member, mischief: Mischief) -> None:
    fault = mischief.network_fault()
    if fault is not None:
        kind, seconds = fault
        if kind == "refuse":
            member.listener.refuse(seconds)
        else:
            faults = member.printer.faults
            faults.blackhole_until = faults.clock() + seconds
    machine = member.printer.machine
    if machine.phase is Phase.PRINTING:
        text = mischief.firmware_error(LOOK_EVERY_S * machine.speed)
        if text is not None:
            machine.fail(text)


def _repair(member: Member, broken: dict[str, float]) -> None:
    """Somebody power-cycles a halted machine after a while."""
    machine, name = member.printer.machine, member.printer.spec.name
    if not machine.error:
        broken.pop(name, None)
    elif machine.clock() - broken.setdefault(name, machine.clock()) > REPAIRED_AFTER_S:
        machine.recover()
        member.printer.generation += 1
