"""The secrets of one installation: signing key and database passwords, in a file only its owner reads."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from pathlib import Path

FILE_NAME = "secrets.json"
_GENERATED = ("secret_key", "admin_password", "owner_password", "app_password")


def read_secrets(data_dir: Path) -> dict[str, str]:
    """The kept secrets; empty when there are none or this user may not read them."""
    try:
        content = json.loads((data_dir / FILE_NAME).read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in content.items()} if isinstance(content, dict) else {}


def ensure_secrets(data_dir: Path) -> dict[str, str]:
    """Make what is missing, keep what is there; two processes at once end up with the same file."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = os.open(data_dir / "secrets.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = read_secrets(data_dir)
        missing = [name for name in _GENERATED if not known.get(name)]
        if missing:
            known |= {name: secrets.token_urlsafe(36) for name in missing}
            _write(data_dir / FILE_NAME, known)
        return known
    finally:
        os.close(lock)


def _write(path: Path, content: dict[str, str]) -> None:
    """Replace the file in one step, so a crash leaves the old or the new, never half."""
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
