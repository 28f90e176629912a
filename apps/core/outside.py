"""Heavy computing in a child process: killable, with a time limit, and without a hand on our interpreter lock."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings

from apps.core import stopping
from apps.core.errors import Refused


def run(
    module: str, *arguments: str, timeout_s: float, on_progress: Callable[[float], None]
) -> Any:
    """Run `python -m module`, which prints `{"progress": 0…1}` lines and at last `{"result": …}`.

    Returns the result. Raises Refused if the child says `{"error": {"code", "message"}}`, fails or takes too long,
    Unavailable if the farm is shutting down. Its own session keeps Ctrl-C for the parent; a child
    whose parent was killed ends at its next line, since nobody reads it.
    """
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(  # noqa: S603  (our own module, no shell)
        command, stdout=subprocess.PIPE, text=True, start_new_session=True, cwd=settings.BASE_DIR
    ) as child:
        limit = threading.Timer(timeout_s, child.kill)
        limit.start()
        try:
            for line in child.stdout or ():
                stopping.check()
                message = json.loads(line)
                if "result" in message:
                    return message["result"]
                if "error" in message:
                    raise Refused(message["error"]["message"], code=message["error"]["code"])
                on_progress(message["progress"])
        finally:
            limit.cancel()
            child.kill()
    raise Refused(
        f"{module} ended without a result (exit code {child.returncode})", code="CHILD_FAILED"
    )
