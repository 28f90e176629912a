"""Simulators as processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent


class Starter:
    """Starts simulators on one directory and ends those that a test leaves behind."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._started: list[subprocess.Popen[str]] = []

    def start(self, *more: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "apps.simulator", "--data", str(self.data), *more]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "PYTHONWARNINGS": "error"},
        )
        self._started.append(process)
        return process

    def up(self, *more: str) -> "subprocess.Popen[str]":
        """Started, and everything listens."""
        process = self.start(*more)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "printers.json" in line, process.stderr and process.stderr.read()
        return process

    def entries(self) -> list[dict[str, Any]]:
        return list(json.loads((self.data / "printers.json").read_text()))

    def end(self) -> None:
        for process in self._started:
            process.kill()
            process.communicate()
