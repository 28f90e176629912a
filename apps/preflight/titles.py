"""The names of the checks as people read them, by code; faces translate them."""

from apps.core.wording import gettext_noop

TITLES: dict[str, str] = {
    "PRINTER_IS_READY": gettext_noop("The printer is ready"),
    "BED_IS_CLEAR": gettext_noop("The bed is clear"),
    "FILE_IS_WHOLE": gettext_noop("The file is whole"),
    "PRINTER_IS_THE_ONE_SLICED_FOR": gettext_noop("The file was sliced for this printer"),
    "FLAVOUR_IS_UNDERSTOOD": gettext_noop("The printer understands the G-code flavour"),
    "PART_FITS_THE_BED": gettext_noop("The part fits the bed"),
    "NOZZLE_MATCHES": gettext_noop("The nozzle matches"),
    "MATERIAL_IS_LOADED": gettext_noop("The material is loaded"),
    "COLOUR_MATCHES": gettext_noop("The colour matches"),
    "ENOUGH_FILAMENT": gettext_noop("There is enough filament"),
    "FILAMENT_IS_PRESENT": gettext_noop("Filament is present"),
    "TEMPERATURES_ARE_WITHIN_LIMITS": gettext_noop("The temperatures are within limits"),
    "ENCLOSURE_IS_THERE": gettext_noop("The enclosure suits the material"),
    "FILE_HEATS": gettext_noop("The file heats"),
    "FILE_HOMES": gettext_noop("The file homes"),
    "CALIBRATION_IS_VALID": gettext_noop("The calibration is valid"),
    "BED_IS_LEVEL": gettext_noop("The bed is level"),
    "HOST_HAS_SPACE": gettext_noop("The host has space"),
}
