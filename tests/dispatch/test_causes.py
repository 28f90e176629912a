"""Real texts of real hosts lead to the right code, and unknown ones to no guess."""

import pytest

from apps.dispatch.causes import ATTRIBUTIONS, Attribution, Cause, attribution, cause_of

ADC = (
    "MCU 'mcu' shutdown: ADC out of range\nThis generally occurs when a heater temperature "
    "exceeds its configured min_temp or max_temp.\nSensor 'extruder' temperature {} not in "
    "range 0.000:290.000"
)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (
            "Thermal Runaway, system stopped! Heater_ID: bed - Printer halted. kill() called!",
            Cause.THERMAL_RUNAWAY,
        ),
        ("MINTEMP triggered! - ok", Cause.MIN_TEMP),
        ("MAXTEMP triggered! - ok", Cause.MAX_TEMP),
        (ADC.format("-91.153"), Cause.MIN_TEMP),
        (ADC.format("312.400"), Cause.MAX_TEMP),
        ("Heater heater_bed not heating at expected rate", Cause.HEATING_TOO_SLOW),
        ("Heating failed, system stopped! Heater_ID: 0", Cause.HEATING_TOO_SLOW),
        ("Lost communication with MCU 'mcu'", Cause.MCU_LOST),
        ("Can not update MCU 'mcu' config as it is shutdown", Cause.MCU_LOST),
        (
            "Too many consecutive timeouts, printer still connected and alive?",
            Cause.SERIAL_TIMEOUT,
        ),
        ("SerialTimeoutException: ", Cause.SERIAL_TIMEOUT),
        ("Serial device does not exist", Cause.USB_LOST),
        ("Filament runout", Cause.FILAMENT_RUNOUT),
        ("//action:out_of_filament T0", Cause.FILAMENT_RUNOUT),
        ("Crash detected on axis X", Cause.CRASH_DETECTED),
        ("USB drive full", Cause.DISK_FULL),
        ("OSError: [Errno 28] No space left on device", Cause.DISK_FULL),
        ("Move out of range: 400.000 20.000 1.400 [5.000]", Cause.MOVE_OUT_OF_RANGE),
        ("Must home axis first: 10.000 20.000 1.400 [0.000]", Cause.NOT_HOMED),
        ("Closing serial port due to emergency stop M112.", Cause.EMERGENCY_STOP),
        ("Shutdown due to webhooks request", Cause.EMERGENCY_STOP),
        ("run-7.gcode: the checksum differs, the file arrived damaged.", Cause.TRANSFER_FAILED),
        ("klippy_disconnect", Cause.HOST_RESTARTED),
        ("fatal: Heater/sensor error", Cause.PRINTER_ERROR),
        ("Firmware detected a hardware issue", Cause.PRINTER_ERROR),
        ("MCU 'mcu' shutdown: Rescheduled timer in the past", Cause.PRINTER_ERROR),
        ("Es brennt", Cause.PRINTER_ERROR),
        ("", Cause.UNKNOWN),
        (" \n", Cause.UNKNOWN),
    ],
)
def test_a_machines_text_names_its_cause(text: str, cause: Cause) -> None:
    assert cause_of(text) is cause


def test_every_cause_has_somebody_who_answers_for_it() -> None:
    assert set(ATTRIBUTIONS) == set(Cause)


@pytest.mark.parametrize(
    ("cause", "who"),
    [
        (Cause.UNKNOWN, Attribution.UNKNOWN),
        (Cause.EMERGENCY_STOP, Attribution.OPERATOR),
        (Cause.CANCELLED_AT_MACHINE, Attribution.OPERATOR),
        (Cause.CONTACT_LOST, Attribution.NETWORK),
        (Cause.TRANSFER_FAILED, Attribution.NETWORK),
        (Cause.FILAMENT_RUNOUT, Attribution.MATERIAL),
        (Cause.MOVE_OUT_OF_RANGE, Attribution.FILE),
        (Cause.THERMAL_RUNAWAY, Attribution.PRINTER),
        (Cause.START_NOT_TAKEN, Attribution.FARM),
    ],
)
def test_who_answers(cause: Cause, who: Attribution) -> None:
    assert attribution(cause) is who
