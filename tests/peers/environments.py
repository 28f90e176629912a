"""Makes the virtual environments in which the real hosts run, once for all test workers.

They live in `.peers/` of the checkout, or where FARM_PEERS_DIR says, and stay there.
`python -m tests.peers.environments` makes all of them ahead of the tests.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.peers.peer import BringUpError

PINS = {
    "octoprint": ("1.11.8", ("OctoPrint==1.11.8",)),
    "moonraker": ("0.11.0", ("moonraker==0.11.0",)),
    "prusalink": ("0.8.1", ("prusalink==0.8.1", "setuptools<80", "wheel")),
}
INSTALL_TIMEOUT_S = 500


def environment(kind: str) -> Path:
    """The folder of a complete environment for `kind`; raises BringUpError with the reason."""
    version, packages = PINS[kind]
    folder = _cache() / f"{kind}-{version}"
    complete = folder / ".complete"
    with _locked(folder.with_suffix(".lock")):
        if not complete.exists():
            _install(folder, packages)
            complete.touch()
    return folder


def _cache() -> Path:
    given = os.environ.get("FARM_PEERS_DIR")
    cache = Path(given) if given else Path(__file__).resolve().parents[2] / ".peers"
    cache.mkdir(parents=True, exist_ok=True)
    return cache.resolve()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install(folder: Path, packages: tuple[str, ...]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    python = str(folder / "bin/python")
    if shutil.which("uv"):
        # It knows its own certificates only: where it fails, pip has the last word.
        with contextlib.suppress(BringUpError):
            _call("uv", "venv", "--quiet", "--python", sys.executable, str(folder))
            _call("uv", "pip", "install", "--quiet", "--python", python, *packages)
            return
    _call(sys.executable, "-m", "venv", "--clear", str(folder))
    _call(python, "-m", "pip", "install", "--quiet", "--retries", "1", *packages)


def _call(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_TIMEOUT_S)
    except subprocess.CalledProcessError as error:
        tail = error.stderr.decode(errors="replace").strip()[-600:]
        raise BringUpError(f"{' '.join(command[:3])} failed: {tail}") from error
    except subprocess.TimeoutExpired as error:
        raise BringUpError(f"{' '.join(command[:3])} took over {INSTALL_TIMEOUT_S} s") from error


if __name__ == "__main__":
    for name in PINS:
        sys.stdout.write(f"{name}: {environment(name)}\n")
