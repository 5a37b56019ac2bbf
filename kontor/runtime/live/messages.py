"""How hints travel between processes: JSON lists, short enough for one NOTIFY."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

import orjson

from kontor.kernel.live import Change

CHANNEL = "kontor_live"
# PostgreSQL refuses payloads of 8000 bytes; one hint has about 200.
_PER_MESSAGE = 30


def pack(changes: Sequence[Change]) -> Iterator[str]:
    """Messages that carry the hints, each hint once."""
    distinct = list(dict.fromkeys(changes))
    for start in range(0, len(distinct), _PER_MESSAGE):
        yield orjson.dumps([_as_list(each) for each in distinct[start : start + _PER_MESSAGE]]).decode()


def unpack(message: str | bytes) -> list[Change]:
    """The reverse of ``pack``; a message that is none of ours is empty."""
    try:
        return [_from_list(*each) for each in orjson.loads(message)]
    except (ValueError, TypeError):
        return []


def _as_list(change: Change) -> list[str | None]:
    user = str(change.user_id) if change.user_id else None
    return [str(change.tenant_id), change.record_type, str(change.record_id), change.event, user]


def _from_list(tenant: str, record_type: str, record: str, event: str, user: str | None) -> Change:
    return Change(UUID(tenant), record_type, UUID(record), event, UUID(user) if user else None)
