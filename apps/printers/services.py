"""Printers added, changed and taken out of service."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from apps.accounts.services import FARM, Actor, audit
from apps.core.errors import Refused
from apps.core.whole import whole
from apps.core.wording import gettext_noop
from apps.printers.faults import faults_of_values, is_address
from apps.printers.models import Printer, PrinterGroup, PrinterProfile, Slot
from apps.printers.moves import move
from apps.printers.port import Kind
from apps.printers.states import Service

CHANGEABLE = frozenset(
    {
        "name",
        "kind",
        "url",
        "api_key",
        "profile",
        "group",
        "tags",
        "location",
        "camera_url",
        "nozzle_mm",
        "trial_runs_left",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrinter:
    """A printer to add; `profile` and `group` by their code and name, the nozzle in millimetres."""

    name: str
    kind: str
    url: str
    profile: str
    api_key: str = field(default="", repr=False)
    group: str = ""
    tags: tuple[str, ...] = ()
    location: str = ""
    camera_url: str = ""
    nozzle_mm: float | None = None
    trial_runs: int = 3


@transaction.atomic
def add_printer(new: NewPrinter, *, actor: Actor) -> Printer:
    """Add a printer with empty slots; its bed is doubtful until somebody confirms it.

    Raises Refused with a message for each field at fault.
    """
    _check(new)
    profile = profile_with_code(new.profile)
    printer = Printer.objects.create(
        name=new.name.strip(),
        kind=new.kind,
        url=new.url.rstrip("/"),
        api_key=new.api_key,
        profile=profile,
        group=_group(new.group),
        tags=list(new.tags),
        location=new.location,
        camera_url=new.camera_url,
        nozzle_mm=new.nozzle_mm,
        trial_runs_left=new.trial_runs,
    )
    _add_slots(printer)
    audit(actor, "printer.add", f"printer/{printer.pk}", name=printer.name, url=printer.url)
    return printer


def _add_slots(printer: Printer) -> None:
    """As many as its profile has; what is loaded in others stays declared."""
    known = set(printer.slots.values_list("index", flat=True))
    missing = set(range(printer.profile.slots)) - known
    Slot.objects.bulk_create(Slot(printer=printer, index=index) for index in sorted(missing))


def _check(new: NewPrinter) -> None:
    own = {name: getattr(new, name) for name in NewPrinter.__slots__}
    declared = _name_faults(new.name) | _kind_faults(new.kind) | _url_faults(new.url)
    _refuse(declared | faults_of_values(own))


def _refuse(errors: dict[str, list[str]]) -> None:
    if errors:
        raise Refused(next(iter(errors.values()))[0], code="INVALID", errors=errors)


def _name_faults(name: str, but: Printer | None = None) -> dict[str, list[str]]:
    if not name.strip():
        return {"name": [gettext_noop("a printer needs a name")]}
    others = Printer.objects.exclude(pk=but.pk) if but else Printer.objects.all()
    taken = others.filter(name__iexact=name.strip()).exists()
    return (
        {
            "name": [
                gettext_noop("there is a printer named %(name)s already") % {"name": name.strip()}
            ]
        }
        if taken
        else {}
    )


def _kind_faults(kind: str) -> dict[str, list[str]]:
    return (
        {}
        if kind in list(Kind)
        else {"kind": [gettext_noop("kind must be one of: %(names)s") % {"names": ", ".join(Kind)}]}
    )


def _url_faults(url: str, but: Printer | None = None) -> dict[str, list[str]]:
    if not is_address(url):
        return {
            "url": [
                gettext_noop("%(url)s is no address such as http://192.168.1.20")
                % {"url": repr(url)}
            ]
        }
    others = Printer.objects.exclude(pk=but.pk) if but else Printer.objects.all()
    known = others.filter(url=url.rstrip("/")).first()
    return (
        {"url": [gettext_noop("%(known)s has this address already") % {"known": known.name}]}
        if known
        else {}
    )


@transaction.atomic
def change_printer(printer: Printer, *, actor: Actor, **fields: Any) -> Printer:
    """Change what was declared; raises Refused for facets and unknown fields."""
    wrong = set(fields) - CHANGEABLE
    if wrong:
        raise Refused(
            gettext_noop("%(names)s can not be changed here") % {"names": ", ".join(sorted(wrong))},
            code="INVALID",
        )
    _refuse(_faults_of_changes(printer, fields))
    if "url" in fields:
        fields["url"] = fields["url"].rstrip("/")
    if isinstance(fields.get("profile"), str):
        fields["profile"] = profile_with_code(fields["profile"])
    if isinstance(fields.get("group"), str):
        fields["group"] = _group(fields["group"])
    for name, value in fields.items():
        setattr(printer, name, value)
    printer.save(update_fields=list(fields))
    if "profile" in fields:
        _add_slots(printer)
    told = {name: str(value) for name, value in fields.items() if name != "api_key"}
    audit(actor, "printer.change", f"printer/{printer.pk}", **told)
    return printer


def _faults_of_changes(printer: Printer, fields: dict[str, Any]) -> dict[str, list[str]]:
    errors = faults_of_values(fields)
    if "name" in fields:
        errors |= _name_faults(fields["name"], but=printer)
    if "kind" in fields:
        errors |= _kind_faults(fields["kind"])
    if "url" in fields:
        errors |= _url_faults(fields["url"], but=printer)
    return errors


@transaction.atomic
def remove_printer(printer: Printer, *, actor: Actor) -> None:
    """Delete a printer that never worked; one with history is retired instead."""
    audit(actor, "printer.remove", f"printer/{printer.pk}", name=printer.name)
    if printer.occupancies.exists() or printer.reports.exists():
        set_service(printer, Service.RETIRED, actor=actor, reason="removed")
        return
    try:
        printer.delete()
    except ProtectedError:
        set_service(printer, Service.RETIRED, actor=actor, reason="removed")


def profile_with_code(code: str) -> PrinterProfile:
    """The profile; raises Refused naming what there is."""
    found = PrinterProfile.objects.filter(code__iexact=code.strip()).first()
    if found is None:
        known = ", ".join(PrinterProfile.objects.values_list("code", flat=True)) or gettext_noop(
            "none yet"
        )
        message = gettext_noop("printer profile %(code)s is not known; known are: %(known)s") % {
            "code": repr(code),
            "known": known,
        }
        raise Refused(message, code="PROFILE_UNKNOWN", errors={"profile": [message]})
    return found


def _group(name: str) -> PrinterGroup | None:
    return PrinterGroup.objects.get_or_create(name=name.strip())[0] if name.strip() else None


@transaction.atomic
def set_service(
    printer: Printer, target: Service, *, actor: Actor = FARM, reason: str = ""
) -> None:
    """Let a printer work, or not. Raises Conflict when it is retired."""
    printer.refresh_from_db()
    if printer.service == target:
        return
    move(printer, "service", target, reason=reason, actor=actor)
    Printer.objects.filter(pk=printer.pk).update(service_reason=reason[:200])
    printer.service_reason = reason[:200]
    audit(actor, "printer.service", f"printer/{printer.pk}", target=target, reason=reason)


def printer_named(name: str) -> Printer:
    """The printer with this name or number; raises Refused naming it."""
    found = Printer.objects.select_related("profile").filter(name__iexact=name.strip()).first()
    if found is None and (number := whole(name)) is not None:
        found = Printer.objects.select_related("profile").filter(pk=number).first()
    if found is None:
        raise Refused(
            gettext_noop("there is no printer %(name)s") % {"name": repr(name)}, code="NOT_FOUND"
        )
    return found
