"""Runs a disposable Moonraker that asks for its key, in front of a stand-in for Klipper."""

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.peers.environments import environment
from tests.peers.peer import Peer, free_port
from tests.peers.process import Child, running

START_S = 60.0
CONFIGURATION = """\
[server]
host: 127.0.0.1
port: {port}
klippy_uds_address: {socket}
[machine]
provider: none
validate_service: False
validate_config: False
[authorization]
[file_manager]
enable_object_processing: False
[octoprint_compat]
[history]
[announcements]
dev_mode: True
"""


@contextmanager
def moonraker() -> Iterator[Peer]:
    """Moonraker with a ready printer; `control(op="runout", present=False)` injects a fault."""
    program = environment("moonraker") / "bin/moonraker"
    # A Unix socket's path may have about 107 bytes: the folder's name is kept short.
    with tempfile.TemporaryDirectory(prefix="moon-") as name:
        folder, port, control_port = Path(name), free_port(), free_port()
        _configure(folder, port)
        host = [str(program), "-d", str(folder)]
        with (
            running("klippy", _klippy(folder, control_port), folder),
            running("moonraker", host, folder) as child,
        ):
            yield _await_peer(child, folder, f"http://127.0.0.1:{port}", control_port)


def _await_peer(child: Child, folder: Path, url: str, control_port: int) -> Peer:
    child.await_ready(lambda: bool(_api_key(folder)), START_S)
    peer = Peer("moonraker", url, _api_key(folder), _control(control_port))
    child.await_ready(lambda: _ready(peer), START_S)
    return peer


def _ready(peer: Peer) -> bool:
    return bool(peer.get("/server/info")["result"]["klippy_state"] == "ready")


def _api_key(folder: Path) -> str:
    """The key that Moonraker made; empty as long as there is none."""
    database = folder / "database/moonraker-sql.db"
    query = "select password from authorized_users where username = '_API_KEY_USER_'"
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            row = connection.execute(query).fetchone()
    except sqlite3.OperationalError:
        return ""
    return str(row[0]) if row else ""


def _control(port: int) -> Any:
    def control(**order: Any) -> Any:
        reply = requests.post(f"http://127.0.0.1:{port}/ctl", json=order, timeout=5)
        reply.raise_for_status()
        return reply.json()

    return control


def _klippy(folder: Path, control_port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "tests.peers.fake_klippy"),
        *("--socket", str(_socket(folder))),
        *("--gcodes", str(folder / "gcodes")),
        *("--control-port", str(control_port)),
    ]


def _socket(folder: Path) -> Path:
    return folder / "comms/klippy.sock"


def _configure(folder: Path, port: int) -> None:
    for part in ("gcodes", "config", "logs", "comms"):
        (folder / part).mkdir()
    text = CONFIGURATION.format(port=port, socket=_socket(folder))
    (folder / "config/moonraker.conf").write_text(text)
