"""The append-only record of what every simulated printer did, one JSON object a line."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path


class PrintLog:
    """Each line is on the disk when `write` returns."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def write(
        self, printer: str, event: str, file: str, sha256: str, job: int | None, message: str = ""
    ) -> None:
        line = {
            "time": datetime.now(UTC).isoformat(),
            "printer": printer,
            "event": event,
            "file": file,
            "sha256": sha256,
            "job": job,
        }
        if message:
            line["message"] = message
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()
