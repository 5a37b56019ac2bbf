"""Database and cache settings: two roles on one database, a bounded pool, statements prepared at first use."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from kontor.runtime.configuration import environment
from kontor.runtime.configuration.secrets_file import read_secrets

DATABASE_NAME = "kontor"
APP_ROLE = "kontor_app"
OWNER_ROLE = "kontor_owner"

Settings = dict[str, Any]


def databases(data_dir: Path) -> dict[str, Settings]:
    """``default`` speaks as the application role, ``owner`` (migrations only) as the owner of the tables."""
    app = os.environ.get("DATABASE_URL")
    if app:
        owner = os.environ.get("DATABASE_OWNER_URL") or app
        return {"default": pooled(from_url(app)), "owner": plain(from_url(owner))}
    from kontor.runtime.postgres.layout import socket_dir

    secrets = read_secrets(data_dir)
    host = str(socket_dir(data_dir))
    return {
        "default": pooled(_local(host, APP_ROLE, secrets.get("app_password", ""))),
        "owner": plain(_local(host, OWNER_ROLE, secrets.get("owner_password", ""))),
    }


def is_external() -> bool:
    """True when DATABASE_URL names a server somebody else runs."""
    return bool(os.environ.get("DATABASE_URL"))


def from_url(url: str) -> Settings:
    """``postgresql://user:password@host:port/name?option=value``; a socket folder goes into ``host=``.

    Raises:
        ValueError: another scheme or no database name; never repeats the password.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise ValueError("a database URL looks like postgresql://user:password@host:5432/name")
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": options.pop("port", None) or str(parts.port or ""),
        "OPTIONS": options,
    }


def pooled(settings: Settings) -> Settings:
    """The application's connections: at most DB_POOL_SIZE per process, so backpressure reaches the web server.

    ``prepare_threshold`` 0 prepares at the first execution (psycopg: None would never prepare); with
    ``server_side_binding`` values travel apart from the text, which makes the prepared plan reusable (ADR 0004).
    A pooler in transaction mode that cannot keep prepared statements is served by DB_PREPARE=off.
    """
    prepare = None if environment.text("DB_PREPARE", "on") == "off" else 0
    pool = {"min_size": 1, "max_size": environment.number("DB_POOL_SIZE", 6), "timeout": 30, "max_idle": 300}
    options = {"server_side_binding": True, "prepare_threshold": prepare, "pool": pool, **settings["OPTIONS"]}
    return _complete(settings, options)


def plain(settings: Settings) -> Settings:
    """The owner's connections: rare, not pooled, nothing prepared because migrations change the tables under it."""
    return _complete(settings, dict(settings["OPTIONS"]))


def caches() -> dict[str, Settings]:
    """Local memory, or Redis when REDIS_URL is set."""
    if url := os.environ.get("REDIS_URL"):
        return {"default": {"BACKEND": "kontor.runtime.cache.SharedCache", "LOCATION": url}}
    return {"default": {"BACKEND": "kontor.runtime.cache.LocalCache", "LOCATION": "kontor"}}


def _local(host: str, role: str, password: str) -> Settings:
    return {"NAME": DATABASE_NAME, "USER": role, "PASSWORD": password, "HOST": host, "PORT": "", "OPTIONS": {}}


def _complete(settings: Settings, options: Settings) -> Settings:
    options.setdefault("application_name", environment.text("KONTOR_PROCESS", "kontor"))
    options.setdefault("connect_timeout", 10)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        **settings,
        "OPTIONS": options,
    }
