"""What goes in and out of notifications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from kontor.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Message:
    """What is told. ``facts`` fill the placeholders of both texts; ``once_key`` tells a person the same thing once."""

    subject: Text
    body: Text | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    record_type: str | None = None
    record_id: UUID | None = None
    once_key: str | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    id: UUID
    subject: Text
    body: Text | None
    record_type: str | None
    record_id: UUID | None
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to somebody who need not be a user."""

    to: str
    subject: str
    body: str
