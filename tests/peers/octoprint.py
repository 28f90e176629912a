"""Runs a disposable OctoPrint with its virtual printer, without any call to the outside."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.peers.environments import environment
from tests.peers.peer import Peer, free_port
from tests.peers.process import running

API_KEY = "0123456789ABCDEF0123456789ABCDEF"
START_S = 60.0
# These call the outside, or only cost time at the start.
PLUGINS_OFF = [
    "achievements",
    "announcements",
    "backup",
    "discovery",
    "errortracking",
    "health_check",
    "pluginmanager",
    "softwareupdate",
    "tracking",
    "file_check",
    "firmware_check",
    "pi_support",
    "gcodeviewer",
    "uploadmanager",
]


@contextmanager
def octoprint() -> Iterator[Peer]:
    """OctoPrint whose printer is operational; `control("sleep 5")` sends `!!DEBUG:sleep 5`."""
    program = environment("octoprint") / "bin/octoprint"
    with tempfile.TemporaryDirectory(prefix="octoprint-") as name:
        folder, port = Path(name), free_port()
        _configure(folder, port)
        peer = _peer(f"http://127.0.0.1:{port}")
        with running("octoprint", [str(program), *_arguments(folder, port)], folder) as child:
            child.await_ready(lambda: _operational(peer), START_S)
            yield peer


def _peer(url: str) -> Peer:
    def control(fault: str) -> None:
        _command(url, f"!!DEBUG:{fault}")

    return Peer("octoprint", url, API_KEY, control)


def _command(url: str, command: str) -> None:
    reply = requests.post(
        f"{url}/api/printer/command",
        json={"command": command},
        headers={"X-Api-Key": API_KEY},
        timeout=5,
    )
    reply.raise_for_status()


def _operational(peer: Peer) -> bool:
    return bool(peer.get("/api/connection")["current"]["state"] == "Operational")


def _arguments(folder: Path, port: int) -> list[str]:
    root = ["--iknowwhatimdoing"] if os.geteuid() == 0 else []
    place = ["--host", "127.0.0.1", "--port", str(port), "--basedir", str(folder)]
    return ["serve", *place, *root]


def _configure(folder: Path, port: int) -> None:
    """Writes settings and a user; JSON is valid YAML."""
    (folder / "config.yaml").write_text(json.dumps(_settings(port)))
    (folder / "users.yaml").write_text(json.dumps({"farm": _user()}))


def _user() -> dict[str, Any]:
    return {
        "active": True,
        "apikey": API_KEY,
        "groups": ["users", "admins"],
        "password": "no password fits this",
        "permissions": [],
        "settings": {},
    }


def _settings(port: int) -> dict[str, Any]:
    return {
        "server": {
            "host": "127.0.0.1",
            "port": port,
            "firstRun": False,
            "onlineCheck": {"enabled": False},
            "pluginBlacklist": {"enabled": False},
            "pythonEolCheck": {"enabled": False},
            "ipCheck": {"enabled": False},
        },
        "serial": {
            "port": "VIRTUAL",
            "baudrate": 115200,
            "autoconnect": True,
            "autorefresh": False,
            "log": False,
        },
        "gcodeAnalysis": {"runAt": "never"},
        "webcam": {"webcamEnabled": False, "timelapseEnabled": False},
        "feature": {"sdSupport": False},
        "plugins": {"_disabled": PLUGINS_OFF, "virtual_printer": _virtual_printer()},
    }


def _virtual_printer() -> dict[str, Any]:
    """Without the errors that the virtual printer else puts on some lines."""
    return {"enabled": True, "hasBed": True, "numExtruders": 1, "simulated_errors": []}
