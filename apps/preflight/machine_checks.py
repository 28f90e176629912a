"""Checks of the machine itself: readiness, bed, nozzle, limits, level and calibration."""

from datetime import datetime, timedelta

from apps.core.wording import gettext_noop
from apps.preflight.answers import Answer, failed, passed, unknown
from apps.preflight.facts import Bed, Facts

TOLERANCE_MM = 0.01
EDGE_MM = 0.05
READY = frozenset({"idle", "finished"})


def printer_is_ready(facts: Facts) -> Answer:
    machine = facts.machine
    if machine.link != "online":
        return failed(
            gettext_noop("The printer is not online (%(link)s)."),
            gettext_noop("Check the printer's power and network."),
            link=machine.link,
        )
    if machine.service != "in_service":
        return failed(
            gettext_noop("The printer is not in service (%(service)s)."),
            gettext_noop("Put the printer into service again."),
            service=machine.service,
        )
    if machine.activity in READY:
        return passed(gettext_noop("The printer is online and idle."))
    answer = unknown if machine.activity == "unknown" else failed
    return answer(
        gettext_noop("The printer is not idle (%(activity)s)."),
        gettext_noop("Wait until the printer is idle, or look at its display."),
        activity=machine.activity,
    )


def bed_is_clear(facts: Facts) -> Answer:
    state, remedy = facts.machine.bed_state, gettext_noop("Clear the bed and confirm it.")
    if state == "clear":
        return passed(gettext_noop("The bed is confirmed clear."))
    if state == "occupied":
        return failed(gettext_noop("Something lies on the bed."), remedy)
    return unknown(gettext_noop("It is not sure that the bed is clear."), remedy)


def part_fits_the_bed(facts: Facts) -> Answer:
    part, bed = facts.wanted.extents, _narrower(facts.machine.bed, facts.machine.bed_told)
    if part is None:
        return unknown(
            gettext_noop("The size of the part is not known."),
            gettext_noop("Check the file: nothing printed was found in it."),
        )
    if bed is None:
        return unknown(
            gettext_noop("The size of the bed is not known."),
            gettext_noop("Enter the bed's size in the printer's profile."),
        )
    x, y = bed.origin_x_mm, bed.origin_y_mm
    over = {
        "X": max(x - part.min_x, part.max_x - x - bed.width_mm),
        "Y": max(y - part.min_y, part.max_y - y - bed.depth_mm),
        "Z": part.max_z - bed.height_mm,
    }
    params = {
        "part": " × ".join(f"{side:.0f}" for side in (*part.size[:2], part.max_z)),
        "bed": f"{bed.width_mm:.0f} × {bed.depth_mm:.0f} × {bed.height_mm:.0f}",
    }
    outside = ", ".join(f"{axis} {mm:.1f} mm" for axis, mm in over.items() if mm > EDGE_MM)
    if not outside:
        return passed(gettext_noop("The part (%(part)s mm) fits %(bed)s mm."), **params)
    return failed(
        gettext_noop("The print (%(part)s mm) leaves the space of %(bed)s mm: %(outside)s."),
        gettext_noop("Place the part inside the bed, or use a larger printer."),
        outside=outside,
        **params,
    )


def _narrower(bed: Bed | None, told: Bed | None) -> Bed | None:
    """The profile's bed, no larger than the host says it is."""
    if bed is None or told is None:
        return bed or told
    return Bed(
        min(bed.width_mm, told.width_mm),
        min(bed.depth_mm, told.depth_mm),
        min(bed.height_mm, told.height_mm),
        bed.origin_x_mm,
        bed.origin_y_mm,
    )


def nozzle_matches(facts: Facts) -> Answer:
    wanted, machine = facts.wanted.nozzle_mm, facts.machine
    if wanted is None:
        return unknown(
            gettext_noop("The file does not say which nozzle it needs."),
            gettext_noop("Name the nozzle in the job."),
        )
    if machine.nozzle_mm is None:
        return unknown(
            gettext_noop("It is not known which nozzle is fitted; the file needs %(wanted)s mm."),
            gettext_noop("Enter the nozzle of the printer."),
            wanted=f"{wanted:g}",
        )
    params = {"wanted": f"{wanted:g}", "fitted": f"{machine.nozzle_mm:g}"}
    if _differs(machine.nozzle_mm, wanted):
        return failed(
            gettext_noop("Needs a %(wanted)s mm nozzle; %(fitted)s mm is fitted."),
            gettext_noop("Fit a %(wanted)s mm nozzle, or slice for %(fitted)s mm."),
            **params,
        )
    if machine.nozzle_told_mm is not None and _differs(machine.nozzle_told_mm, wanted):
        return failed(
            gettext_noop("The farm has a %(fitted)s mm nozzle here; the printer says %(told)s mm."),
            gettext_noop("Look which nozzle is fitted and correct the wrong entry."),
            told=f"{machine.nozzle_told_mm:g}",
            **params,
        )
    return passed(gettext_noop("The %(fitted)s mm nozzle is the one needed."), **params)


def _differs(one: float, other: float) -> bool:
    return abs(one - other) > TOLERANCE_MM


def temperatures_are_within_limits(facts: Facts) -> Answer:
    wanted, machine = facts.wanted, facts.machine
    for asked, limit, message in (
        (
            wanted.nozzle_max_c,
            machine.max_nozzle_c,
            gettext_noop(
                "The file asks for %(asked)s °C at the nozzle; the limit is %(limit)s °C."
            ),
        ),
        (
            wanted.bed_max_c,
            machine.max_bed_c,
            gettext_noop("The file asks for %(asked)s °C at the bed; the limit is %(limit)s °C."),
        ),
    ):
        if asked is None:
            continue
        if limit is None:
            return unknown(
                gettext_noop("The printer's temperature limits are not known."),
                gettext_noop("Enter the limits in the printer's profile."),
            )
        if asked > limit:
            remedy = gettext_noop("Use another printer, or slice with lower temperatures.")
            return failed(message, remedy, asked=f"{asked:g}", limit=f"{limit:g}")
    return passed(gettext_noop("All temperatures are within the printer's limits."))


def enclosure_is_there(facts: Facts) -> Answer:
    if facts.wanted.needs_enclosure and not facts.machine.has_enclosure:
        return failed(
            gettext_noop("The material needs an enclosed printer; this one is open."),
            gettext_noop("Use an enclosed printer."),
        )
    return passed(gettext_noop("The printer's enclosure suits the material."))


def calibration_is_valid(facts: Facts) -> Answer:
    machine = facts.machine
    if machine.calibration_valid_for is None:
        return passed(gettext_noop("No calibration is asked for."))
    remedy = gettext_noop("Calibrate the printer and record it.")
    if machine.calibrated_at is None:
        return unknown(gettext_noop("No calibration was recorded."), remedy)
    days = _days(machine.calibrated_at, facts.now)
    if not _expired(machine.calibrated_at, machine.calibration_valid_for, facts.now):
        return passed(gettext_noop("Calibrated %(days)s days ago."), days=days)
    return failed(gettext_noop("The calibration of %(days)s days ago is over."), remedy, days=days)


def bed_is_level(facts: Facts) -> Answer:
    machine, remedy = facts.machine, gettext_noop("Level the bed and record it.")
    if machine.level_checked_at is None:
        return unknown(gettext_noop("The bed was never recorded as level."), remedy)
    days = _days(machine.level_checked_at, facts.now)
    valid_for = machine.level_valid_for
    if valid_for is None or not _expired(machine.level_checked_at, valid_for, facts.now):
        return passed(gettext_noop("The bed was level %(days)s days ago."), days=days)
    return failed(
        gettext_noop("The bed was last level %(days)s days ago; %(limit)s days are allowed."),
        remedy,
        days=days,
        limit=valid_for.days,
    )


def _days(since: datetime, now: datetime) -> int:
    return max((now - since).days, 0)


def _expired(since: datetime, valid_for: timedelta, now: datetime) -> bool:
    return now - since > valid_for
