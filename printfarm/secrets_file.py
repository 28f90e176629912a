"""Secrets that nobody set: made once, kept readable by the owner only in the data directory."""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def secret_key(data: Path) -> str:
    """Django's secret key of this data directory."""
    return _kept(data / "secret.key", secrets.token_urlsafe(48))


def encryption_key(data: Path) -> str:
    """The key that encrypts printer credentials; belongs into the backup."""
    return _kept(data / "encryption.key", Fernet.generate_key().decode())


def _kept(file: Path, fresh: str) -> str:
    """What the file holds; made whole or not at all, so that two processes agree on one secret."""
    part = file.with_suffix(f".{os.getpid()}")
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        pass
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(fresh)
        os.link(part, file)
    except FileExistsError:
        pass
    except OSError:
        return fresh  # a read-only checkout: good for a command that stores nothing
    finally:
        part.unlink(missing_ok=True)
    return file.read_text().strip()
