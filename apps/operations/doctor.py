"""Examines a farm from its settings to its printers, and says what to do about what is wrong."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from apps.core.errors import FarmError
from apps.operations import dependencies, liveness
from apps.operations.probes import probe_all
from apps.printers.models import Printer
from apps.printers.states import Service

log = logging.getLogger(__name__)

OK, WARNING, FAILED = "ok", "warning", "failed"
REMEDIES = {
    "database": "Start the database, or correct FARM_DATABASE_URL.",
    "migrations": "Run: manage.py migrate",
    "broker": "Start the broker, or correct FARM_BROKER_URL.",
    "channel layer": "Start Redis, or correct FARM_CHANNELS_URL.",
    "cache": "Start Redis, or correct FARM_CHANNELS_URL.",
    "storage": "Make room and see that the farm may write there; FARM_DATA names the place.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer; `result` is ok, warning or failed, the remedy is empty when all is well."""

    name: str
    result: str
    text: str
    remedy: str = ""


def examine(*, printers: bool = True) -> list[Finding]:
    """Every check; those that need the tables are left out while the database is not ready."""
    found = [*_environment(), *_dependencies()]
    broken = {finding.name for finding in found if finding.result == FAILED}
    if broken & {"database", "migrations"}:
        return found
    found += [*_keys(), *_signs_of_life()]
    return [*found, *_printers()] if printers else found


def _environment() -> Iterator[Finding]:
    messages = checks.run_checks()
    for message in messages:
        if message.level >= checks.WARNING and not message.is_silenced():
            result = FAILED if message.is_serious() else WARNING
            yield Finding("settings", result, str(message.msg), str(message.hint or ""))
    if not any(message.is_serious() for message in messages):
        mode = "servers" if settings.VALUES["database_url"] else "embedded"
        yield Finding("settings", OK, f"readable ({mode}, data in {settings.DATA_DIR})")


def _dependencies() -> Iterator[Finding]:
    for name, ask in dependencies.ALL.items():
        try:
            yield Finding(name, OK, ask())
        except Exception as error:
            log.debug("%s is not ready", name, exc_info=True)
            yield Finding(name, FAILED, _told(error), REMEDIES[name])


def _told(error: Exception) -> str:
    text = str(error).strip().partition("\n")[0]
    return text if isinstance(error, FarmError) else f"{type(error).__name__}: {text}"


def _keys() -> Iterator[Finding]:
    """Whether the key of each printer can still be read."""
    numbers = Printer.objects.order_by("pk").values_list("pk", "name")
    lost = [name for number, name in numbers if not _is_readable(number)]
    if lost:
        yield Finding(
            "encryption keys",
            FAILED,
            f"the keys of {', '.join(lost)} can not be decrypted",
            "Put the old key at the end of FARM_ENCRYPTION_KEYS, or enter the printers' keys anew.",
        )
    else:
        yield Finding("encryption keys", OK, f"{len(numbers)} printers' keys can be read")


def _is_readable(number: int) -> bool:
    try:
        _ = Printer.objects.only("api_key").get(pk=number).api_key
    except FarmError:
        return False
    return True


def _signs_of_life() -> Iterator[Finding]:
    for sign in (liveness.clock_is_right, liveness.printers_are_looked_at, liveness.relay_works):
        try:
            trouble = sign()
        except DatabaseError as error:
            yield Finding(sign.__name__.replace("_", " "), FAILED, _told(error))
            continue
        name = sign.__name__.replace("_", " ")
        if trouble:
            yield Finding(name, FAILED, trouble.text, trouble.remedy)
        else:
            yield Finding(name, OK, "yes")


def _printers() -> Iterator[Finding]:
    printers = Printer.objects.exclude(service=Service.RETIRED).select_related("profile")
    readable = [p for p in printers.defer("api_key") if _is_readable(p.pk)]
    if not readable:
        yield Finding("printers", WARNING, "there are none", "Add one: manage.py add_printer")
    for printer, probe in probe_all(readable):
        name = f"printer {printer.name}"
        if probe.ok:
            yield Finding(name, OK, "answers, all as declared")
        else:
            remedy = "Check power, network, address and key, then what is declared about it."
            yield Finding(name, FAILED, " ".join(probe.findings), remedy)
