"""Files to print on the real hosts, and bringing one of them to its start."""

import hashlib
import uuid
from dataclasses import dataclass
from pathlib import Path

from apps.printers.gateway import Machine
from apps.printers.port import Activity, Evidence, Kind, Proof, Snapshot, Upload
from tests.peers.peer import awaited

DATA = Path(__file__).resolve().parents[1] / "data"
SLICED = {
    Kind.OCTOPRINT: DATA / "tiny_octoprint.gcode",
    Kind.MOONRAKER: DATA / "tiny_klipper.gcode",
    Kind.PRUSALINK: DATA / "tiny_mk3s.gcode",
}
LONG_MOVES = 4000
LOOK_S = 30.0


@dataclass(frozen=True, slots=True)
class Trial:
    """A file on a machine, ready for its one start."""

    machine: Machine
    path: str
    baseline: str

    def evidence(self) -> Evidence:
        """What the host shows now about the start of this print."""
        return self.machine.evidence(self.path, self.baseline)

    def await_evidence(self, wanted: Proof) -> Evidence:
        """The first evidence of that proof; AssertionError tells the last one at the deadline."""
        return awaited(self.evidence, lambda found: found.proof is wanted, LOOK_S)

    def await_outcome(self, wanted: Proof, timeout_s: float = LOOK_S) -> Evidence:
        """The first outcome of that proof."""
        return awaited(
            lambda: self.machine.outcome(self.path, self.baseline),
            lambda found: found.proof is wanted,
            timeout_s,
        )

    def await_activity(self, wanted: Activity, timeout_s: float = LOOK_S) -> Snapshot:
        """The first look at which the machine does that."""
        return awaited(self.machine.look, lambda seen: seen.activity is wanted, timeout_s)


def await_rest(machine: Machine) -> Snapshot:
    """The first look at which nothing is under way and a start is taken."""
    return awaited(machine.look, _at_rest, LOOK_S)


def _at_rest(seen: Snapshot) -> bool:
    # PrusaLink 0.8.1 shows the end of a print for 11 s, and refuses a start as long.
    shows_an_end = seen.host_state in {"FINISHED", "STOPPED"}
    quiet = seen.activity in {Activity.IDLE, Activity.FINISHED}
    return quiet and seen.settled and not shows_an_end


def brought(machine: Machine, file: Path, name: str = "") -> Trial:
    """Uploads a file, under a new name unless one is given, and stages it; nothing moves yet."""
    content = file.read_bytes()
    upload = Upload(
        path=file,
        name=name or f"farm-{uuid.uuid4().hex[:12]}.gcode",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sha1=hashlib.sha1(content).hexdigest(),
    )
    path = machine.upload(upload)
    machine.stage(path)
    return Trial(machine, path, machine.baseline(upload.name))


def long_file(folder: Path) -> Path:
    """A cold file of short moves that outlasts every test."""
    moves = (f"G1 X{20 + 10 * (index % 2)} F1200" for index in range(LONG_MOVES))
    file = folder / "long.gcode"
    file.write_text("\n".join(["G90", "G28", *moves, ""]))
    return file
