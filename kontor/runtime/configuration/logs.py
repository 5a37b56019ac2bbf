"""Logging: lines for people, or one JSON object per line for machines (LOG_FORMAT=json)."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import orjson

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
# What a log line must never show, whoever passed it as extra (Q1).
_SECRET_PARTS = ("password", "token", "secret", "authorization", "api_key")


class JsonFormatter(logging.Formatter):
    """One JSON object per record: time, level, logger, message, and every extra field."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **extras(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def extras(record: logging.LogRecord) -> dict[str, Any]:
    """Fields given as ``extra``; secrets are masked by their name."""
    given = {name: value for name, value in record.__dict__.items() if name not in _STANDARD and name != "request"}
    return {name: "***" if is_secret(name) else value for name, value in given.items()}


def is_secret(name: str) -> bool:
    """True for names such as ``refresh_token`` or ``Authorization``."""
    return any(part in name.lower() for part in _SECRET_PARTS)


def logging_config(style: str, level: str) -> dict[str, Any]:
    """A ``logging.config`` dictionary writing to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"},
            "json": {"()": "kontor.runtime.configuration.logs.JsonFormatter"},
        },
        "handlers": {
            "standard": {"class": "logging.StreamHandler", "formatter": "json" if style == "json" else "text"}
        },
        "root": {"handlers": ["standard"], "level": "WARNING"},
        "loggers": {"kontor": {"level": level.upper()}, "django.request": {"level": "ERROR"}},
    }
