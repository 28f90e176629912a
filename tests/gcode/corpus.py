"""Unpacks the files of the small corpus, and of a larger one named by FARM_CORPUS."""

import gzip
import os
from pathlib import Path

import pytest

DATA = Path(__file__).parent.parent / "data" / "gcode"


def unpacked(name: str, target: Path) -> Path:
    """A file of the corpus, unpacked below `target`."""
    path = target / name
    path.write_bytes(gzip.decompress((DATA / f"{name}.gz").read_bytes()))
    return path


def larger_corpus() -> list[Path]:
    """The packed files of FARM_CORPUS; the test is skipped where it is not set."""
    directory = os.environ.get("FARM_CORPUS")
    if not directory:
        pytest.skip("FARM_CORPUS names no directory with a larger corpus")
    return sorted(Path(directory).rglob("*.gz"))
