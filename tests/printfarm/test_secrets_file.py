"""Secrets that nobody set are made once, for every process alike."""

import subprocess
import sys
from pathlib import Path

from printfarm.secrets_file import encryption_key, secret_key

ROOT = Path(__file__).parents[2]
ASK = "import pathlib, sys, printfarm.secrets_file as s; print(s.secret_key(pathlib.Path(sys.argv[1])))"


def test_a_secret_is_kept_and_read_by_its_owner_only(tmp_path: Path) -> None:
    first = encryption_key(tmp_path / "data")
    assert encryption_key(tmp_path / "data") == first != secret_key(tmp_path / "data")
    assert (tmp_path / "data" / "encryption.key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == [
        "encryption.key",
        "secret.key",
    ]


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASK, str(tmp_path)]
    asked = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in asked}) == 1
