"""The demo's own environment, made before the settings are read: they are read once, at start."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

DEFAULT = Path(__file__).resolve().parent.parent / "var" / "demo"
SETTINGS = {"FARM_POLL_S": "0.5", "FARM_LOG_LEVEL": "WARNING"}
"""What a demo sets where nobody did: quick looks at quick printers, a quiet terminal."""


def take_environment(arguments: Sequence[str]) -> None:
    """Keep everything below `--data`, or below var/demo; never in the data of a real farm."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--data", type=Path, default=DEFAULT)
    found, _rest = parser.parse_known_args(arguments)
    os.environ["FARM_DATA"] = str(found.data.resolve())
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
