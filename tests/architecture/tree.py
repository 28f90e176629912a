"""Where the project's files lie, for the tests that read them as text."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ROOT / "apps"
