"""What the file engine answers with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol
from uuid import UUID


class Stream(Protocol):
    """Anything that gives its bytes in chunks, such as Django's uploaded file."""

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True)
class File:
    """A stored file; ``size`` in bytes."""

    id: UUID
    name: str
    size: int
    content_type: str
    sha256: str
    created_by: UUID
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file and its content, to be closed by the reader."""

    file: File
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class Place:
    """A record that shows a file."""

    record_type: str
    record_id: UUID
