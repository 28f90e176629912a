"""What a demo is asked to be."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`speed` is how much faster than real time the simulated printers print."""

    data: Path
    printers: int = 6
    jobs: int = 12
    speed: float = 60.0
    faults: bool = False
    until_done: bool = False
    operator: bool = True
    host: str = "127.0.0.1"
    port: int = 8000

    @property
    def simulators(self) -> Path:
        """Where the simulated printers keep their things."""
        return self.data / "simulators"
