"""Checks of the file against the machine: model, dialect, wholeness, heat, homing, space."""

import re

from apps.core.wording import gettext_noop
from apps.preflight.answers import Answer, failed, noted, passed, unknown
from apps.preflight.facts import Facts, Machine

UNDERSTOOD: dict[str, frozenset[str]] = {
    "marlin": frozenset({"marlin", "marlin2", "reprap"}),
    "marlin2": frozenset({"marlin", "marlin2", "reprap"}),
    "klipper": frozenset({"klipper", "marlin", "marlin2", "reprap", "reprapfirmware"}),
    "reprapfirmware": frozenset({"reprapfirmware", "reprap"}),
}
DAMAGE = {
    "TRUNCATED": gettext_noop("The file is cut off: its end is missing."),
    "NO_EXTRUSION": gettext_noop("The file prints nothing."),
}
SUSPICIOUS = {
    "NUL_BYTES": gettext_noop("The file may be damaged: it holds NUL bytes."),
    "CHECKSUM": gettext_noop("The file may be damaged: a line's checksum does not match."),
}
SPARE = 1.05


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9+]", "", name.casefold())


def _names(machine: Machine) -> set[str]:
    names = (machine.profile, machine.model, *machine.slicer_models)
    return {_plain(name) for name in names if name}


def printer_is_the_one_sliced_for(facts: Facts) -> Answer:
    wanted, machine = facts.wanted, facts.machine
    here = machine.model or machine.profile
    if not wanted.models:
        return unknown(
            gettext_noop("The file does not say for which printer it was sliced."),
            gettext_noop("Name the printer profiles in the job."),
        )
    if any(_plain(model) in _names(machine) for model in wanted.models):
        return passed(gettext_noop("Sliced for this printer, %(model)s."), model=here)
    return failed(
        gettext_noop("Sliced for %(wanted)s; this is %(model)s."),
        gettext_noop("Slice the part for %(model)s, or name its profile in the job."),
        wanted=", ".join(wanted.models),
        model=here,
    )


def flavour_is_understood(facts: Facts) -> Answer:
    flavour, flavours = facts.wanted.flavour, facts.machine.flavours
    if flavour is None:
        return noted(gettext_noop("The file does not name its G-code flavour."))
    if not flavours:
        return unknown(
            gettext_noop("It is not known which G-code flavours the printer understands."),
            gettext_noop("Enter the flavours in the printer's profile."),
        )
    understood = set(flavours).union(*(UNDERSTOOD.get(known, set()) for known in flavours))
    if flavour in understood:
        return passed(gettext_noop("The printer understands %(flavour)s."), flavour=flavour)
    return failed(
        gettext_noop("The file is written for %(flavour)s; the printer understands %(known)s."),
        gettext_noop("Slice the part with the flavour %(known)s."),
        flavour=flavour,
        known=", ".join(flavours),
    )


def file_is_whole(facts: Facts) -> Answer:
    for code in facts.wanted.file_findings:
        if code in DAMAGE:
            return failed(DAMAGE[code], gettext_noop("Slice and upload the file again."))
    for code in facts.wanted.file_findings:
        if code in SUSPICIOUS:
            return noted(SUSPICIOUS[code])
    return passed(gettext_noop("The file is whole."))


def file_heats(facts: Facts) -> Answer:
    heats = facts.wanted.heats
    if heats is None:
        return noted(gettext_noop("The file leaves heating to a start macro."))
    if heats:
        return passed(gettext_noop("The file heats the nozzle before it extrudes."))
    return failed(
        gettext_noop("The file sets no nozzle temperature before it extrudes."),
        gettext_noop("Add the temperatures to the slicer's start G-code and slice again."),
    )


def file_homes(facts: Facts) -> Answer:
    if facts.wanted.homes:
        return passed(gettext_noop("The file homes all axes first."))
    if facts.wanted.homes is None:
        return noted(gettext_noop("The file leaves homing to a start macro."))
    return noted(gettext_noop("The file does not home all axes before it prints."))


def host_has_space(facts: Facts) -> Answer:
    free, needs = facts.machine.free_bytes, facts.wanted.needs_bytes
    if free is None or needs is None:
        return noted(gettext_noop("The host does not say how much space it has."))
    params = {"needs": _megabytes(needs), "free": _megabytes(free)}
    if free >= needs * SPARE:
        return passed(gettext_noop("The file needs %(needs)s MB; %(free)s MB are free."), **params)
    return failed(
        gettext_noop("The file needs %(needs)s MB; only %(free)s MB are free on the host."),
        gettext_noop("Delete files on the host."),
        **params,
    )


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f}"
