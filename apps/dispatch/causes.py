"""Why a print ended badly: from a machine's text to a code, from a code to who answers for it."""

import re
from enum import StrEnum


class Cause(StrEnum):
    """What went wrong, as far as a machine's own words or the farm's own findings tell."""

    THERMAL_RUNAWAY = "thermal_runaway"
    MIN_TEMP = "min_temp"
    MAX_TEMP = "max_temp"
    HEATING_TOO_SLOW = "heating_too_slow"
    MCU_LOST = "mcu_lost"
    SERIAL_TIMEOUT = "serial_timeout"
    FILAMENT_RUNOUT = "filament_runout"
    CRASH_DETECTED = "crash_detected"
    USB_LOST = "usb_lost"
    DISK_FULL = "disk_full"
    MOVE_OUT_OF_RANGE = "move_out_of_range"
    NOT_HOMED = "not_homed"
    EMERGENCY_STOP = "emergency_stop"
    START_NOT_TAKEN = "start_not_taken"
    TRANSFER_FAILED = "transfer_failed"
    PRINTER_ERROR = "printer_error"
    CONTACT_LOST = "contact_lost"
    CANCELLED_AT_MACHINE = "cancelled_at_machine"
    HOST_RESTARTED = "host_restarted"
    FIRST_LAYER = "first_layer"
    UNKNOWN = "unknown"


class Attribution(StrEnum):
    """Who or what answers for a cause; decides whether it counts as a try of the job."""

    FARM = "farm"
    NETWORK = "network"
    OPERATOR = "operator"
    PRINTER = "printer"
    MATERIAL = "material"
    FILE = "file"
    UNKNOWN = "unknown"


# The first match decides; texts as OctoPrint 1.11.8 passes them on from Marlin, as Klipper
# writes them, and as PrusaLink 0.8.1 shows them.
TEXTS: tuple[tuple[str, Cause], ...] = (
    (r"emergency stop|M112|shutdown due to webhooks request", Cause.EMERGENCY_STOP),
    (r"thermal runaway|THERMAL_RUNAWAY", Cause.THERMAL_RUNAWAY),
    (r"not heating at expected rate|heating failed|preheat error", Cause.HEATING_TOO_SLOW),
    (r"\bMINTEMP\b|\bmin ?temp\b", Cause.MIN_TEMP),
    (r"\bMAXTEMP\b|\bmax ?temp\b", Cause.MAX_TEMP),
    (r"lost communication with mcu|can not update mcu|mcu .*unable to connect", Cause.MCU_LOST),
    (
        r"too many consecutive timeouts|SerialTimeoutException|no response from",
        Cause.SERIAL_TIMEOUT,
    ),
    (r"serial device does not exist|SerialException|device disconnected", Cause.USB_LOST),
    (r"filament (runout|ran out|sensor)|out.of.filament|\brunout\b", Cause.FILAMENT_RUNOUT),
    (r"crash detected|homing failed|endstop .* still triggered", Cause.CRASH_DETECTED),
    (r"no space left|disk (is )?full|drive full|USB full", Cause.DISK_FULL),
    (r"move out of range|extrude only move too long", Cause.MOVE_OUT_OF_RANGE),
    (r"must home( axis)? first", Cause.NOT_HOMED),
    (r"checksum|arrived damaged|transfer broke off|another size", Cause.TRANSFER_FAILED),
    (r"klippy_disconnect|server_exit|host restarted", Cause.HOST_RESTARTED),
)
PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), cause) for pattern, cause in TEXTS)
OUT_OF_RANGE = re.compile(
    r"ADC out of range.*?temperature (-?[\d.]+) not in range (-?[\d.]+):(-?[\d.]+)",
    re.IGNORECASE | re.DOTALL,
)

ATTRIBUTIONS: dict[Cause, Attribution] = {
    Cause.THERMAL_RUNAWAY: Attribution.PRINTER,
    Cause.MIN_TEMP: Attribution.PRINTER,
    Cause.MAX_TEMP: Attribution.PRINTER,
    Cause.HEATING_TOO_SLOW: Attribution.PRINTER,
    Cause.MCU_LOST: Attribution.PRINTER,
    Cause.SERIAL_TIMEOUT: Attribution.PRINTER,
    Cause.FILAMENT_RUNOUT: Attribution.MATERIAL,
    Cause.CRASH_DETECTED: Attribution.PRINTER,
    Cause.USB_LOST: Attribution.PRINTER,
    Cause.DISK_FULL: Attribution.FARM,
    Cause.MOVE_OUT_OF_RANGE: Attribution.FILE,
    Cause.NOT_HOMED: Attribution.FILE,
    Cause.EMERGENCY_STOP: Attribution.OPERATOR,
    Cause.START_NOT_TAKEN: Attribution.FARM,
    Cause.TRANSFER_FAILED: Attribution.NETWORK,
    Cause.PRINTER_ERROR: Attribution.PRINTER,
    Cause.CONTACT_LOST: Attribution.NETWORK,
    Cause.CANCELLED_AT_MACHINE: Attribution.OPERATOR,
    Cause.HOST_RESTARTED: Attribution.PRINTER,
    Cause.FIRST_LAYER: Attribution.PRINTER,
    Cause.UNKNOWN: Attribution.UNKNOWN,
}


def cause_of(error_text: str) -> Cause:
    """The cause that a machine's text names; PRINTER_ERROR where it names none we know.

    Without any text it is UNKNOWN: nothing is guessed.
    """
    said = " ".join(error_text.split())
    if not said:
        return Cause.UNKNOWN
    found = next((cause for pattern, cause in PATTERNS if pattern.search(said)), None)
    return found or _out_of_range(said) or Cause.PRINTER_ERROR


def attribution(cause: Cause) -> Attribution:
    """Who answers for it."""
    return ATTRIBUTIONS[cause]


def _out_of_range(said: str) -> Cause | None:
    """Klipper tells a broken sensor by its reading: below the range, or above it."""
    found = OUT_OF_RANGE.search(said)
    if found is None:
        return None
    reading, low, _ = (float(value) for value in found.groups())
    return Cause.MIN_TEMP if reading < low else Cause.MAX_TEMP
