"""Contents on disk: ``DATA_DIR/files/<tenant>/<ab>/<sha256>``, written once, never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from kontor.engines.files.errors import FileEmpty, FileTooLarge
from kontor.engines.files.sniffing import HEAD_BYTES

MOST_MEGABYTES = 50
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """A content received into a temporary file: its hash, size and first bytes."""

    path: Path
    sha256: str
    size: int
    head: bytes


def receive(tenant_id: UUID, name: str, chunks: Iterable[bytes]) -> Received:
    """Write a stream to a temporary file beside its later place; at most 50 MB are ever written.

    Raises:
        FileTooLarge, FileEmpty: the temporary file is gone.
    """
    folder = folder_of(tenant_id)
    folder.mkdir(parents=True, exist_ok=True)
    handle, path = tempfile.mkstemp(prefix="receiving-", dir=folder)
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        with os.fdopen(handle, "wb") as target:
            for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise FileTooLarge(name, MOST_MEGABYTES)
                head = head if len(head) >= HEAD_BYTES else (head + chunk)[:HEAD_BYTES]
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        if size == 0:
            raise FileEmpty(name)
    except BaseException:
        Path(path).unlink(missing_ok=True)
        raise
    return Received(Path(path), digest.hexdigest(), size, head)


def keep(tenant_id: UUID, received: Received) -> None:
    """Move the content to its place in one step; an equal content that is there already stays."""
    place = place_of(tenant_id, received.sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    received.path.chmod(0o640)
    received.path.replace(place)


def drop(received: Received) -> None:
    """Forget a received content."""
    received.path.unlink(missing_ok=True)


def open_content(tenant_id: UUID, sha256: str) -> BinaryIO:
    """The stored content for reading. Raises FileNotFoundError when it is not there."""
    return place_of(tenant_id, sha256).open("rb")


def folder_of(tenant_id: UUID) -> Path:
    """Where a tenant's contents lie; its own folder, so that a tenant can be exported or removed as a whole."""
    return Path(settings.DATA_DIR) / "files" / tenant_id.hex


def place_of(tenant_id: UUID, sha256: str) -> Path:
    """The path of one content."""
    return folder_of(tenant_id) / sha256[:2] / sha256
