"""What is wrong with values that somebody declares about a printer: messages by field."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from apps.core.wording import gettext_noop

Faults = dict[str, list[str]]

LONGEST = {
    "name": 60,
    "kind": 16,
    "url": 200,
    "api_key": 500,
    "group": 60,
    "location": 80,
    "camera_url": 200,
}
NOZZLE_MM = (0.05, 5.0)
MOST_TRIAL_RUNS = 1000


def faults_of_values(values: Mapping[str, Any]) -> Faults:
    """Texts that do not fit into their columns, numbers that no printer has."""
    return _length_faults(values) | _camera_faults(values) | _number_faults(values)


def is_address(url: str) -> bool:
    """Whether it leads to a web server; keys belong into their own field, not into the address."""
    if "@" in url.partition("://")[2].partition("/")[0]:
        return False
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        return False
    return True


def _length_faults(values: Mapping[str, Any]) -> Faults:
    text = gettext_noop("%(field)s may have at most %(most)s characters")
    return {
        name: [text % {"field": name, "most": most}]
        for name, most in LONGEST.items()
        if isinstance(values.get(name), str) and len(values[name]) > most
    }


def _camera_faults(values: Mapping[str, Any]) -> Faults:
    url = values.get("camera_url") or ""
    if not url or is_address(url):
        return {}
    text = gettext_noop("%(url)s is no address such as http://192.168.1.20")
    return {"camera_url": [text % {"url": repr(url)}]}


def _number_faults(values: Mapping[str, Any]) -> Faults:
    bounds = {"nozzle_mm": NOZZLE_MM}
    bounds |= dict.fromkeys(("trial_runs", "trial_runs_left"), (0, MOST_TRIAL_RUNS))
    text = gettext_noop("%(field)s must lie between %(least)s and %(most)s")
    return {
        name: [text % {"field": name, "least": least, "most": most}]
        for name, (least, most) in bounds.items()
        if values.get(name) is not None and not least <= values[name] <= most
    }
