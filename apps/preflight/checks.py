"""Every check made before a print; each name is a sentence that is true when all is well."""

from collections.abc import Callable

from apps.preflight.answers import Answer
from apps.preflight.facts import Facts
from apps.preflight.file_checks import (
    file_heats,
    file_homes,
    file_is_whole,
    flavour_is_understood,
    host_has_space,
    printer_is_the_one_sliced_for,
)
from apps.preflight.machine_checks import (
    bed_is_clear,
    bed_is_level,
    calibration_is_valid,
    enclosure_is_there,
    nozzle_matches,
    part_fits_the_bed,
    printer_is_ready,
    temperatures_are_within_limits,
)
from apps.preflight.material_checks import (
    colour_matches,
    enough_filament,
    filament_is_present,
    material_is_loaded,
)

Check = Callable[[Facts], Answer]

CHECKS: tuple[Check, ...] = (
    printer_is_ready,
    bed_is_clear,
    file_is_whole,
    printer_is_the_one_sliced_for,
    flavour_is_understood,
    part_fits_the_bed,
    nozzle_matches,
    material_is_loaded,
    colour_matches,
    enough_filament,
    filament_is_present,
    temperatures_are_within_limits,
    enclosure_is_there,
    file_heats,
    file_homes,
    calibration_is_valid,
    bed_is_level,
    host_has_space,
)
NEVER_OVERRIDDEN = frozenset({"BED_IS_CLEAR", "FILE_IS_WHOLE"})


def code_of(check: Check) -> str:
    """The stable code of a check: its name in upper case."""
    return check.__name__.upper()


BY_NAME: dict[str, Check] = {check.__name__: check for check in CHECKS}
