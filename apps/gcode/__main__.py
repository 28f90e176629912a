"""Reads one file in a process of its own: progress and result as lines of JSON."""

import base64
import json
import signal
import sys
from pathlib import Path
from typing import Any

from apps.gcode.reader import NotGcode, read_metadata

STEP = 0.01


def say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


class Progress:
    """Says a fraction at most once per hundredth."""

    def __init__(self) -> None:
        self._said = 0.0

    def __call__(self, done: float) -> None:
        if done - self._said >= STEP:
            self._said = done
            say({"progress": round(done, 3)})


def main(path: Path) -> int:
    """0 with a result, 1 with `{"error": {"code", "message"}}`."""
    try:
        metadata = read_metadata(path, Progress())
    except NotGcode as error:
        say({"error": {"code": error.code, "message": error.message}})
        return 1
    result = metadata.to_json()
    if picture := metadata.thumbnail:
        result["thumbnail"] = {
            "kind": picture.kind,
            "width": picture.width,
            "height": picture.height,
            "base64": base64.b64encode(picture.content).decode(),
        }
    say({"result": result})
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # nobody reads any more: end without a word
    sys.exit(main(Path(sys.argv[1])))
