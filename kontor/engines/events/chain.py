"""The hash chain: each event's content digest, hashed with the chain of its record so far. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from kontor.kernel.jsonvalues import dumps

#: The columns a digest covers, in this order; sequence and position in time are covered by the chain itself.
DIGESTED = (
    "tenant_id", "id", "aggregate_type", "aggregate_id", "kind", "before", "after", "data", "valid_at", "recorded_at",
    "user_id", "user_name", "on_behalf_of", "organisation_id", "via", "address", "correlation_id", "causation_id",
)  # fmt: skip


def digest(content: Sequence[Any]) -> bytes:
    """SHA-256 of the canonical JSON of the values of ``DIGESTED``."""
    return hashlib.sha256(dumps(list(content)).encode()).digest()


def link(previous: bytes | None, content_digest: bytes) -> bytes:
    """The chain's next hash; the first event of a record starts it with its own digest.

    The statement that appends computes the same in SQL.
    """
    return content_digest if previous is None else hashlib.sha256(previous + content_digest).digest()
