"""Starts PrusaLink in its own environment, kept to the loopback interface.

No announcement in the network, no 8 s wait for a USB device to boot, and files may lie
under the system's folder for temporary files.
"""

import importlib
import sys
import time
from typing import Any


class Silence:
    """Takes the place of the service discovery: accepts every call and does nothing."""

    def __init__(self, *_: Any) -> None: ...

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


def _short_sleep(seconds: float) -> None:
    time.sleep(min(seconds, 0.5))


def main() -> int:
    """Runs PrusaLink with the arguments of the command line; returns its exit code."""
    const = importlib.import_module("prusa.link.const")
    const.BLACKLISTED_PATHS[:] = [path for path in const.BLACKLISTED_PATHS if path != "/tmp"]
    for module in ("prusa.link.service_discovery", "prusa.link.printer_adapter.prusa_link"):
        vars(importlib.import_module(module))["ServiceDiscovery"] = Silence
    vars(importlib.import_module("prusa.link.serial.serial_adapter"))["sleep"] = _short_sleep
    # PrusaLink 0.8.1 dumps all stacks during a cancel, for 20 ms under a lock: an `ok` that comes
    # meanwhile makes it forget its stop command, and no later command is ever answered.
    rotator = importlib.import_module("prusa.link.interesting_logger").InterestingLogRotator
    rotator.trigger = staticmethod(lambda _: None)
    exit_code: int = importlib.import_module("prusa.link.__main__").main()
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
