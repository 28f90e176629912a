"""The farm's connectors print on simulated printers of every kind."""

import hashlib
import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from apps.printers.gateway import Machine
from apps.printers.port import Activity, Kind, Proof, Unauthorised, Upload
from apps.printers.wire import Target
from tests.simulator.process import Starter
from tests.simulator.rig import BRACKET

T = TypeVar("T")
SLOW, FAST = 10, 5_000
DEADLINE_S = 20.0


def until(look: Callable[[], T], wanted: Callable[[T], bool]) -> T:
    deadline = time.monotonic() + DEADLINE_S
    while not wanted(found := look()):
        assert time.monotonic() < deadline, f"still {found!r}"
    return found


class Printer:
    """One simulated printer, the farm's view of it and the hand over it."""

    def __init__(self, entry: dict[str, Any]) -> None:
        self.entry = entry
        self.machine = Machine(Target(Kind(entry["kind"]), entry["url"], entry["api_key"]))

    def act(self, fault: str, **arguments: Any) -> None:
        body = json.dumps({"fault": fault, **arguments}).encode()
        request = urllib.request.Request(self.entry["control_url"], data=body)
        request.add_header("Content-Type", "application/json")
        urllib.request.urlopen(request, timeout=5).close()

    def state(self) -> dict[str, Any]:
        with urllib.request.urlopen(self.entry["control_url"], timeout=5) as answer:
            return dict(json.load(answer))

    def bring(self, file: Path, name: str) -> tuple[str, str]:
        """Path on the host and the baseline of a file that is staged."""
        content = file.read_bytes()
        upload = Upload(
            path=file,
            name=name,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            sha1=hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        )
        path = self.machine.upload(upload)
        self.machine.stage(path)
        return path, self.machine.baseline(name)

    def await_activity(self, wanted: Activity) -> None:
        until(self.machine.look, lambda seen: seen.activity is wanted and not seen.cancelling)

    def await_proof(self, path: str, baseline: str, wanted: Proof) -> None:
        until(lambda: self.machine.evidence(path, baseline), lambda found: found.proof is wanted)

    def await_outcome(self, path: str, baseline: str, wanted: Proof) -> None:
        until(lambda: self.machine.outcome(path, baseline), lambda found: found.proof is wanted)


@pytest.fixture(params=list(Kind))
def printer(request: pytest.FixtureRequest, starter: Starter) -> Printer:
    starter.up("--printers", "3", "--speed", str(SLOW))
    return Printer(next(e for e in starter.entries() if e["kind"] == request.param))


def test_a_print_is_brought_started_and_finished(printer: Printer) -> None:
    path, baseline = printer.bring(BRACKET, "run-1.gcode")
    assert printer.machine.evidence(path, baseline).proof is Proof.NOT_STARTED
    printer.machine.start(path)
    printer.await_proof(path, baseline, Proof.PRINTING)
    printer.act("speed", factor=FAST)
    printer.await_outcome(path, baseline, Proof.FINISHED)
    printer.machine.delete(path)
    state = printer.state()
    assert (state["good_parts_total"], state["files"]) == (1, [])


def test_a_print_is_paused_resumed_and_cancelled(printer: Printer) -> None:
    path, baseline = printer.bring(BRACKET, "run-1.gcode")
    printer.machine.start(path)
    printer.await_proof(path, baseline, Proof.PRINTING)
    printer.act("speed", factor=300)
    until(printer.state, lambda state: state["moved_s"] > 60)
    printer.act("speed", factor=SLOW)
    reference = printer.machine.look().job_ref
    printer.machine.pause(reference)
    printer.await_activity(Activity.PAUSED)
    printer.act("speed", factor=100)
    until(printer.state, lambda state: state["phase"] == "paused")
    printer.machine.resume(reference)
    printer.await_activity(Activity.PRINTING)
    printer.machine.cancel(reference)
    printer.await_outcome(path, baseline, Proof.CANCELLED)
    assert printer.state()["good_parts_total"] == 0


def test_identity_names_the_kind_and_a_wrong_key_is_known(printer: Printer) -> None:
    identity = printer.machine.identify()
    assert identity.kind == printer.entry["kind"]
    assert identity.nozzle_mm == printer.entry["nozzle_mm"]
    stranger = Machine(Target(identity.kind, printer.entry["url"], "wrong"))
    with pytest.raises(Unauthorised):
        stranger.look()
