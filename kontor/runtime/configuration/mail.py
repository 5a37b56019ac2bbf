"""Where mail goes: to the server of EMAIL_URL, else into files under DATA_DIR/mail, so that none is lost (P17)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kontor.runtime.configuration import environment

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail_settings(data_dir: Path) -> dict[str, Any]:
    """Django's mail settings. ``smtp://``, ``smtp+tls://`` (STARTTLS) or ``smtps://`` with ``user:password@host:port``.

    Raises:
        ValueError: EMAIL_URL has another scheme or no host.
    """
    url = environment.text("EMAIL_URL", "")
    if not url:
        folder = data_dir / "mail"
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(folder)}
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"EMAIL_URL is {', '.join(f'{each}://host' for each in _PORTS)}, not {parts.scheme}://…")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 30,
    }
