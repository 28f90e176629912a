"""Printers that are not what was declared: one clear sentence each, and nothing is changed."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from apps.accounts.services import Actor
from apps.printers.models import Printer
from apps.printers.probing import probe
from apps.printers.services import NewPrinter, add_printer
from tests.builders import a_profile
from tests.services import free_ports
from tests.simulator.process import Starter

pytestmark = [pytest.mark.django_db]
KINDS = {"octoprint": "OctoPrint", "moonraker": "Moonraker", "prusalink": "PrusaLink"}


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Any]]]:
    """One simulated printer of each kind, by kind."""
    starter = Starter(tmp_path_factory.mktemp("simulators"))
    starter.up("--printers", "3")
    try:
        yield {entry["kind"]: entry for entry in starter.entries()}
    finally:
        starter.end()


def declared(machine: dict[str, Any], **other: str) -> Printer:
    """A printer with what the machine really is, but for `other`."""
    told = {name: machine[name] for name in ("name", "kind", "url", "api_key")} | other
    profile = a_profile(bed_width_mm=235.0, bed_depth_mm=210.0)
    return add_printer(NewPrinter(**told, profile=profile.code), actor=Actor("test"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_printer_that_was_declared_is_accepted(kind: str, machines: dict[str, Any]) -> None:
    found = probe(declared(machines[kind]))
    assert (found.ok, found.findings) == (True, ())
    assert found.identity["kind"] == kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_key_is_named(kind: str, machines: dict[str, Any]) -> None:
    found = probe(declared(machines[kind], api_key="wrong"))
    assert not found.ok
    assert "key" in found.findings[0].lower()


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_there_is_named(kind: str, machines: dict[str, Any]) -> None:
    found = probe(declared(machines[kind], url=f"http://127.0.0.1:{free_ports(1)[0]}"))
    assert not found.ok
    assert "refused" in found.findings[0].lower()


@pytest.mark.parametrize("real", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_another_kind_is_named_with_both(kind: str, real: str, machines: dict[str, Any]) -> None:
    if kind == real:
        return
    found = probe(declared(machines[real], kind=kind))
    assert not found.ok
    assert KINDS[real] in found.findings[0], found.findings
    assert KINDS[kind] in found.findings[0], found.findings


@pytest.mark.parametrize("kind", KINDS)
def test_a_web_page_is_named(kind: str, machines: dict[str, Any]) -> None:
    printer, control = declared(machines[kind]), machines[kind]["control_url"]
    fault = {"fault": "html", "seconds": 30}
    requests.post(control, json=fault, timeout=5).raise_for_status()
    found = probe(printer)
    requests.post(control, json={"fault": "clear"}, timeout=5).raise_for_status()
    assert not found.ok
    assert "web page" in found.findings[0].lower() or "html" in found.findings[0].lower()


def test_a_nozzle_other_than_declared_is_named(machines: dict[str, Any]) -> None:
    printer = declared(machines["octoprint"])
    printer.nozzle_mm = 0.6
    found = probe(printer)
    assert not found.ok
    assert "0.4" in found.findings[0]
    assert "0.6" in found.findings[0]
