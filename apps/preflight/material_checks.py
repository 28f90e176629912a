"""Checks of the filament: type, colour, amount and presence."""

from collections.abc import Iterator

from apps.core.wording import gettext_noop
from apps.preflight.answers import Answer, Param, failed, noted, passed, unknown
from apps.preflight.facts import Facts, SlotLoad

EMPTY = SlotLoad()


def _used(facts: Facts) -> Iterator[tuple[int, str, SlotLoad]]:
    """(tool, material wanted, what its slot holds) for each tool that prints."""
    slots = facts.machine.slots
    for tool, material in enumerate(facts.wanted.materials):
        if material:
            yield tool, material, slots[tool] if tool < len(slots) else EMPTY


def material_is_loaded(facts: Facts) -> Answer:
    if not any(facts.wanted.materials):
        return unknown(
            gettext_noop("Neither the file nor the job says which material is needed."),
            gettext_noop("Name the material in the job."),
        )
    for tool, wanted, slot in _used(facts):
        params: dict[str, Param] = {
            "wanted": wanted,
            "loaded": slot.material or "",
            "slot": tool + 1,
        }
        if not slot.material:
            return unknown(
                gettext_noop("Needs %(wanted)s; nothing is declared in slot %(slot)s."),
                gettext_noop("Load %(wanted)s and declare it."),
                **params,
            )
        if slot.material.casefold() != wanted.casefold():
            return failed(
                gettext_noop("Needs %(wanted)s; %(loaded)s is loaded."),
                gettext_noop("Load %(wanted)s."),
                **params,
            )
    needed = ", ".join(dict.fromkeys(wanted for _, wanted, _ in _used(facts)))
    return passed(gettext_noop("%(wanted)s is loaded."), wanted=needed)


def colour_matches(facts: Facts) -> Answer:
    wanted = facts.wanted.colours
    if not any(wanted):
        return passed(gettext_noop("Any colour will do."))
    slots = facts.machine.slots
    for tool, colour in enumerate(wanted):
        loaded = slots[tool].colour if tool < len(slots) else None
        params = {"wanted": colour, "loaded": loaded or ""}
        if colour and not loaded:
            return unknown(
                gettext_noop("Needs the colour %(wanted)s; the loaded colour is not known."),
                gettext_noop("Declare the colour that is loaded."),
                **params,
            )
        if colour and loaded and loaded.casefold() != colour.casefold():
            return failed(
                gettext_noop("Needs the colour %(wanted)s; %(loaded)s is loaded."),
                gettext_noop("Load %(wanted)s."),
                **params,
            )
    return passed(gettext_noop("The colour %(wanted)s is loaded."), wanted=", ".join(wanted))


def enough_filament(facts: Facts) -> Answer:
    """An amount that nobody weighs is a note: most farms do not track it."""
    slots, untracked = facts.machine.slots, not facts.wanted.filament_g
    for tool, needs in enumerate(facts.wanted.filament_g):
        left = slots[tool].grams_left if tool < len(slots) else None
        if not needs:
            continue
        if left is None:
            untracked = True
        elif left < needs:
            return failed(
                gettext_noop("Needs %(needs)s g of filament; %(left)s g are left."),
                gettext_noop("Load a fuller spool."),
                needs=f"{needs:.0f}",
                left=f"{left:.0f}",
            )
    if untracked:
        return noted(gettext_noop("It is not known whether enough filament is left."))
    total = f"{sum(facts.wanted.filament_g):.0f}"
    return passed(gettext_noop("Enough filament is left for %(needs)s g."), needs=total)


def filament_is_present(facts: Facts) -> Answer:
    seen = facts.machine.filament_present
    if seen:
        return passed(gettext_noop("The sensor sees filament."))
    if seen is False:
        return failed(
            gettext_noop("The sensor sees no filament."),
            gettext_noop("Load filament."),
        )
    if any(slot.material for slot in facts.machine.slots):
        return noted(gettext_noop("There is no filament sensor; the declared load counts."))
    return unknown(
        gettext_noop("It is not known whether filament is loaded."),
        gettext_noop("Load filament and declare it."),
    )
