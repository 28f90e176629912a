"""Runs a disposable PrusaLink of the Raspberry Pi in front of an emulated MK3S."""

import hashlib
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.peers.environments import environment
from tests.peers.peer import Peer, free_port
from tests.peers.process import running

API_KEY = "farmtestkey0001"
START_S = 60.0
DAEMON = """\
[daemon]
data_dir = {folder}
pid_file = {folder}/prusalink.pid
power_panic_file = {folder}/power_panic
threshold_file = {folder}/threshold.data
[http]
address = 127.0.0.1
port = {port}
[printer]
port = {folder}/ttyMK3
baudrate = 115200
settings = {folder}/printer.ini
directory = {folder}/gcodes
[cameras]
auto_detect = False
"""
PRINTER = """\
[printer]
type = MK3S
name = emulated
location = test
[service::local]
enable = 1
username = maker
digest = {digest}
api_key = {api_key}
"""


@contextmanager
def prusalink() -> Iterator[Peer]:
    """PrusaLink with an idle printer; `control("attention on")` tells the emulator so."""
    python = environment("prusalink") / "bin/python"
    with tempfile.TemporaryDirectory(prefix="prusalink-") as name:
        folder, port, control_port = Path(name), free_port(), free_port()
        _configure(folder, port)
        peer = Peer("prusalink", f"http://127.0.0.1:{port}", API_KEY, _control(control_port))
        with running("mk3", _emulator(folder, control_port), folder) as emulator:
            emulator.await_ready((folder / "ttyMK3").is_symlink, START_S)
            with running("prusalink", _host(python, folder), folder) as child:
                child.await_ready(lambda: _idle(peer), START_S)
                yield peer


def _idle(peer: Peer) -> bool:
    return peer.get("/api/v1/status")["printer"]["state"] in {"IDLE", "READY"}


def _control(port: int) -> Callable[[str], str]:
    def control(order: str) -> str:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=5) as line,
            line.makefile("rw") as stream,
        ):
            stream.write(f"{order}\n")
            stream.flush()
            return stream.readline().strip()

    return control


def _emulator(folder: Path, control_port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "tests.peers.mk3_emulator"),
        *("--link", str(folder / "ttyMK3")),
        *("--control-port", str(control_port)),
    ]


def _host(python: Path, folder: Path) -> list[str]:
    start = ["-f", "-i", "-c", str(folder / "prusalink.ini"), "start"]
    return [str(python), "-m", "tests.peers.prusalink_start", *start]


def _configure(folder: Path, port: int) -> None:
    (folder / "gcodes").mkdir()
    digest = hashlib.md5(b"maker:Administrator:no password is used").hexdigest()
    (folder / "prusalink.ini").write_text(DAEMON.format(folder=folder, port=port))
    (folder / "printer.ini").write_text(PRINTER.format(digest=digest, api_key=API_KEY))
