"""What an incident is called, what usually lies behind it, and what to do; by its code."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Words:
    """`probable` is what the code is known to stand for, empty where nobody knows."""

    title: Text
    probable: Text
    remedy: Text


UNKNOWN = Words(
    _("Failed for an unknown reason"),
    "",
    _("Look at the machine and at its display, then clear the bed."),
)

WORDS: dict[str, Words] = {
    "THERMAL_RUNAWAY": Words(
        _("Thermal runaway"),
        _("A heater did not behave as its power said: a loose thermistor or heater cartridge."),
        _("Leave the printer off. Check the thermistor, the heater and their wires."),
    ),
    "MIN_TEMP": Words(
        _("Temperature below the limit"),
        _("A thermistor reads far too cold: it is unplugged or its wire is broken."),
        _("Check the thermistor and its plug before the printer works again."),
    ),
    "MAX_TEMP": Words(
        _("Temperature above the limit"),
        _("A thermistor reads too hot: it is shorted, or the heater does not switch off."),
        _("Cut the power. Check the thermistor and whether the heater stays on."),
    ),
    "HEATING_TOO_SLOW": Words(
        _("Heats too slowly"),
        _("The heater does not reach its target: a weak heater, a loose sensor or a draught."),
        _("Check the heater, its wires and the silicone sock."),
    ),
    "MCU_LOST": Words(
        _("Controller board lost"),
        _("The host lost its connection to the controller board."),
        _("Check cable and power of the board, then restart the firmware."),
    ),
    "SERIAL_TIMEOUT": Words(
        _("Printer does not answer its host"),
        _("The firmware did not answer on the serial line."),
        _("Check the USB cable, then reconnect the printer on its host."),
    ),
    "FILAMENT_RUNOUT": Words(
        _("Filament ran out"),
        _("The sensor saw no filament: the spool is empty, or the filament is broken or stuck."),
        _("Load filament and declare it."),
    ),
    "CRASH_DETECTED": Words(
        _("Axis blocked"),
        _("An axis met resistance or did not find its end stop."),
        _("Take off what blocks the axis, home it and clear the bed."),
    ),
    "USB_LOST": Words(
        _("USB connection lost"),
        _("The printer vanished from its host's USB."),
        _("Check the cable and the printer's power, then reconnect."),
    ),
    "DISK_FULL": Words(
        _("No space on the host"),
        _("The host could not store the file."),
        _("Delete files on the host."),
    ),
    "MOVE_OUT_OF_RANGE": Words(
        _("Move out of range"),
        _("The file moves further than the machine can."),
        _("Slice the part for this printer again."),
    ),
    "NOT_HOMED": Words(
        _("Not homed"),
        _("The file moves axes before it homes them."),
        _("Add homing to the slicer's start G-code and slice again."),
    ),
    "EMERGENCY_STOP": Words(
        _("Emergency stop"),
        _("Somebody stopped the machine."),
        _("Look at the machine. Restart it and put it into service once all is well."),
    ),
    "START_NOT_TAKEN": Words(
        _("Start not taken"),
        _("The start was sent, and three looks over a minute denied that the print began."),
        _("Look at the printer's display. The job waits for its next run."),
    ),
    "START_UNCONFIRMED": Words(
        _("Start unconfirmed"),
        _("The start was sent and nothing proves what became of it."),
        _("Go to the printer and see whether it prints our file; then settle the run."),
    ),
    "TRANSFER_FAILED": Words(
        _("File not brought to the printer"),
        _("The file could not be sent, stored or verified on the host."),
        _("Check network and storage of the host. The job waits for its next run."),
    ),
    "PRINTER_ERROR": Words(
        _("Printer reports an error"),
        "",
        _("Read the error on the machine, put it right and clear the bed."),
    ),
    "CONTACT_LOST": Words(
        _("Contact lost before the start"),
        _("The printer does not answer: no power, no network, or a host that hangs."),
        _("Check power and network of the printer."),
    ),
    "CANCELLED_AT_MACHINE": Words(
        _("Cancelled at the machine"),
        _("Somebody ended the print at the machine."),
        _("Clear the bed."),
    ),
    "HOST_RESTARTED": Words(
        _("Print vanished"),
        _("The host does not know our print any more: it was restarted or lost power."),
        _("Look at the machine and clear the bed."),
    ),
    "FIRST_LAYER": Words(
        _("Bad first layer"),
        _("The first layer was judged bad: a dirty or uneven bed, or a wrong height."),
        _("Clean and level the bed."),
    ),
    "UNKNOWN": UNKNOWN,
    "NO_GOOD_PART": Words(
        _("Several tries without a good part"),
        "",
        _("Look at the last runs of the job: change file, material or printer, then release it."),
    ),
    "PRINTER_OFFLINE": Words(
        _("Printer offline during a print"),
        _("The printer does not answer: no power, no network, or a host that hangs."),
        _("Check the printer. The print may go on; the farm takes it up again once it is heard."),
    ),
}


def words_of(code: str) -> Words:
    """The words of a code; those of an unknown reason where none are known."""
    return WORDS.get(code, UNKNOWN)
