"""Locks of the document engine, by name and in one order (design.md §3).

1. ``documents``: header rows, sorted by id. A header guards its lines, their running sums and their links as source:
   header states follow lines, so two commands on two lines of one document must take turns anyway.
2. What effects lock (balances by item, location, lot).
3. The number row, last.

Cascades lock further documents while they go; when two commands meet in opposite order PostgreSQL ends one of them
and the unit of work tries again.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

#: Later reads in the same transaction see what the previous holder committed (READ COMMITTED): lines are read after.
FOR_DOCUMENTS = "ORDER BY d.id FOR NO KEY UPDATE OF d"


def in_order(ids: Iterable[UUID]) -> list[UUID]:
    """Ids once each, in the order in which they are locked."""
    return sorted(set(ids))
