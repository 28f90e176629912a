"""What Moonraker's answers about Klipper mean (measured on Moonraker 0.11.0, API 1.5.0)."""

from dataclasses import dataclass
from typing import Any

from apps.printers.connectors.answers import heater, inner, mapping, number, text, whole
from apps.printers.port import Activity, Heater, Snapshot

READY = "ready"
AWAY = "klippy away"
PRINTS = {
    "standby": Activity.IDLE,
    "printing": Activity.PRINTING,
    "paused": Activity.PAUSED,
    "complete": Activity.FINISHED,
    "cancelled": Activity.IDLE,
    "error": Activity.ERROR,
}
HOSTS = {"startup": Activity.BUSY, "error": Activity.ERROR, "shutdown": Activity.ERROR}
TOOLS = ("extruder", "extruder1", "extruder2", "extruder3", "extruder4")
CHAMBERS = ("heater_generic chamber", "temperature_sensor chamber", "temperature_fan chamber")
SENSOR_KINDS = ("filament_switch_sensor", "filament_motion_sensor")
SETTLE_S = 3.0
"""After `ready` sensors read 0.0 and `no filament` for up to 1.5 s on a real Klipper."""


@dataclass(frozen=True, slots=True)
class Answers:
    """One combined query: Klipper's objects by name, and the newest history row if asked."""

    objects: dict[str, Any]
    away: str = ""
    """The text where Klipper is not there, then all else is empty."""
    newest: dict[str, Any] | None = None

    def object(self, name: str) -> dict[str, Any]:
        return mapping(self.objects.get(name))

    @property
    def host(self) -> str:
        """`ready`, `startup`, `error`, `shutdown`; empty if it did not say."""
        return text(self.object("webhooks").get("state"))

    @property
    def print_state(self) -> str:
        return text(self.object("print_stats").get("state"))

    @property
    def filename(self) -> str | None:
        return text(self.object("print_stats").get("filename")) or None

    @property
    def cause(self) -> str:
        """Klipper's own text while it is not ready, else the print's."""
        if self.away:
            return self.away
        if self.host != READY:
            return " ".join(text(self.object("webhooks").get("state_message")).split())
        return text(self.object("print_stats").get("message"))


def activity_of(answers: Answers) -> Activity:
    """Klipper's state first: a print reads `paused` for ever after a shutdown."""
    if answers.away or not answers.host:
        return Activity.UNKNOWN
    if answers.host != READY:
        return HOSTS.get(answers.host, Activity.UNKNOWN)
    return PRINTS.get(answers.print_state, Activity.UNKNOWN)


def snapshot(answers: Answers) -> Snapshot:
    """One look in the farm's terms."""
    activity, settled = activity_of(answers), is_settled(answers)
    card, stats = answers.object("virtual_sdcard"), answers.object("print_stats")
    info = inner(stats, "info")
    return Snapshot(
        activity=activity,
        tools=_tools(answers) if settled else (),
        bed=_heater(answers, "heater_bed") if settled else None,
        chamber=_chamber(answers) if settled else None,
        progress=_progress(card.get("progress")),
        file_position=whole(card.get("file_position")),
        elapsed_s=number(stats.get("print_duration")),
        remote_file=answers.filename,
        job_ref=text((answers.newest or {}).get("job_id")) or None,
        layer=whole(info.get("current_layer")),
        layers=whole(info.get("total_layer")),
        z_mm=_z(answers),
        filament_present=_filament(answers) if settled else None,
        settled=settled,
        error=_error(answers, activity),
        host_state=_host_state(answers),
    )


def is_settled(answers: Answers) -> bool:
    """False while sensors may still read their zero from before the first measurement."""
    if answers.host != READY:
        return False
    alive_s = number(answers.object("toolhead").get("estimated_print_time"))
    unread = number(answers.object("extruder").get("temperature")) == 0.0
    return not unread and (alive_s is None or alive_s >= SETTLE_S)


def _error(answers: Answers, activity: Activity) -> str:
    if activity is Activity.ERROR:
        return answers.cause or f"Klipper reports {_host_state(answers)}."
    return answers.away


def _host_state(answers: Answers) -> str:
    if answers.away:
        return AWAY
    return answers.print_state if answers.host == READY else answers.host


def _heater(answers: Answers, name: str) -> Heater | None:
    return heater(answers.object(name), "temperature", "target")


def _tools(answers: Answers) -> tuple[Heater, ...]:
    return tuple(found for name in TOOLS if (found := _heater(answers, name)))


def _chamber(answers: Answers) -> Heater | None:
    return next((found for name in CHAMBERS if (found := _heater(answers, name))), None)


def _progress(value: Any) -> float | None:
    found = number(value)
    return None if found is None else min(max(found, 0.0), 1.0)


def _z(answers: Answers) -> float | None:
    position = answers.object("toolhead").get("position")
    return number(position[2]) if isinstance(position, list) and len(position) > 2 else None


def _filament(answers: Answers) -> bool | None:
    """False as soon as one enabled sensor misses it; None without a sensor that tells."""
    told = [
        sensor["filament_detected"]
        for name, sensor in answers.objects.items()
        if name.startswith(SENSOR_KINDS)
        and isinstance(sensor, dict)
        and sensor.get("enabled", True)
        and isinstance(sensor.get("filament_detected"), bool)
    ]
    return all(told) if told else None
