"""Starts the simulated printers as a process of their own, finds them again, and ends them."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError

from apps.operations.demo.options import Options

START_S = 30.0
END_S = 5.0


class Simulators:
    """The fleet of one data directory; it survives a kill of the farm."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._folder = options.simulators

    def start(self) -> list[dict[str, Any]]:
        """Start the fleet, or find the one that runs; returns its printers.

        Raises CommandError when it does not come up, or runs with other options.
        """
        if self.pid() is None:
            self._launch()
        printers = self._wait()
        if len(printers) != self._options.printers:
            raise CommandError(
                f"{len(printers)} simulated printers run in {self._folder} already;"
                f" end them, or say --printers {len(printers)}"
            )
        return printers

    def stop(self) -> None:
        """End the fleet, by its process id."""
        pid = self.pid()
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + END_S
        while time.monotonic() < deadline and _is_alive(pid):
            time.sleep(0.05)

    def pid(self) -> int | None:
        """The process that holds the directory, if it lives and is ours."""
        try:
            pid = int(json.loads((self._folder / "simulator.pid").read_text())["pid"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return pid if _is_alive(pid) else None

    def _launch(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "printers.json").unlink(missing_ok=True)
        command = [sys.executable, "-m", "apps.simulator", "--data", str(self._folder)]
        command += ["--printers", str(self._options.printers)]
        command += ["--speed", str(self._options.speed)]
        command += ["--faults"] if self._options.faults else []
        with (self._folder / "simulator.log").open("ab") as log:
            subprocess.Popen(  # noqa: S603  (our own module, no shell)
                command,
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _wait(self) -> list[dict[str, Any]]:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, ValueError):
                found: list[dict[str, Any]] = json.loads(
                    (self._folder / "printers.json").read_text()
                )
                if self.pid() is not None:
                    return found
            time.sleep(0.05)
        raise CommandError(
            f"the simulated printers did not come up; see {self._folder / 'simulator.log'}"
        )


def _is_alive(pid: int) -> bool:
    """Whether this process lives and is a simulator (process ids are used again)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return _answers_to_signals(pid) if not Path("/proc/self").exists() else False
    return state != "Z" and b"apps.simulator" in command


def _answers_to_signals(pid: int) -> bool:
    """Where there is no /proc (macOS)."""
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
