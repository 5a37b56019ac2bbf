"""Reading the environment: one typed reader per kind of value."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[3]


def text(name: str, default: str) -> str:
    """The variable, or the default when unset or empty."""
    return os.environ.get(name) or default


def words(name: str, default: str) -> list[str]:
    """Comma-separated words; blanks dropped."""
    return [each.strip() for each in text(name, default).split(",") if each.strip()]


def number(name: str, default: int) -> int:
    """A whole number.

    Raises:
        ValueError: names the variable.
    """
    raw = text(name, str(default))
    try:
        return int(raw)
    except ValueError:
        raise ValueError(f"{name} must be a whole number, not {raw!r}") from None


def flag(name: str) -> bool:
    """True for 1, true, yes, on."""
    return text(name, "").lower() in {"1", "true", "yes", "on"}


def data_dir() -> Path:
    """Absolute path of the data folder; it need not exist yet."""
    return Path(text("DATA_DIR", str(Path.cwd() / ".kontor"))).expanduser().absolute()


def secret_key(folder: Path) -> str:
    """SECRET_KEY, or the key kept in the data folder, or one that lives as long as this process.

    The supervisor writes the kept key before it starts web or worker, so all of them share it.
    """
    if given := os.environ.get("SECRET_KEY"):
        return given
    from kontor.runtime.configuration.secrets_file import read_secrets

    return read_secrets(folder).get("secret_key") or secrets.token_urlsafe(48)
