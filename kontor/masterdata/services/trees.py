"""Records that stand below others: no circles, and the path of storage locations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.masterdata import store
from kontor.masterdata.errors import WouldCircle
from kontor.packaging.model import EntityModel
from kontor.tenancy import context

_ABOVE = """
WITH RECURSIVE above AS (
    SELECT t.id, t.parent_id, t.code FROM "{table}" t WHERE t.tenant_id = %s AND t.id = ANY(%s)
    UNION
    SELECT t.id, t.parent_id, t.code FROM "{table}" t JOIN above ON t.id = above.parent_id WHERE t.tenant_id = %s
)
SELECT id, parent_id, code FROM above
"""
_RENAME_BELOW = """
WITH RECURSIVE below AS (
    SELECT t.id, t.path FROM location t WHERE t.tenant_id = %(tenant)s AND t.id = ANY(%(ids)s)
    UNION ALL
    SELECT t.id, below.path || '/' || t.code FROM location t JOIN below ON t.parent_id = below.id
    WHERE t.tenant_id = %(tenant)s
)
UPDATE location t SET path = below.path FROM below
WHERE t.tenant_id = %(tenant)s AND t.id = below.id AND t.path <> below.path
"""


def place_in_tree(of: EntityModel, rows: Sequence[store.Row]) -> None:
    """Give locations their path, and refuse a record above itself.

    Raises:
        WouldCircle: names the record.
    """
    parents = {row["parent_id"] for row in rows if row.get("parent_id") is not None}
    if of.table == "location" and not parents:
        for row in rows:
            row["path"] = row["code"]
    if not parents:
        return
    nodes: dict[UUID, tuple[UUID | None, str]] = dict(_above(of.table, list(parents)))
    nodes |= {row["id"]: (row.get("parent_id"), row["code"]) for row in rows}
    for row in rows:
        codes = _codes_above(row["id"], nodes)
        if of.table == "location":
            row["path"] = "/".join(codes)


def rename_below(location_ids: Sequence[UUID]) -> None:
    """Bring the paths of everything below these locations up to date."""
    with connection.cursor() as cursor:
        cursor.execute(_RENAME_BELOW, {"tenant": context.current().tenant_id, "ids": list(location_ids)})


def _above(table: str, ids: list[UUID]) -> dict[UUID, tuple[UUID | None, str]]:
    tenant = context.current().tenant_id
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE.format(table=table), [tenant, ids, tenant])
        return {record_id: (parent_id, code) for record_id, parent_id, code in cursor.fetchall()}


def _codes_above(record_id: UUID, nodes: dict[UUID, tuple[UUID | None, str]]) -> list[str]:
    codes: list[str] = []
    seen: set[Any] = set()
    here: UUID | None = record_id
    while here is not None and here in nodes:
        if here in seen:
            raise WouldCircle(nodes[record_id][1], path="parent")
        seen.add(here)
        parent, code = nodes[here]
        codes.append(code)
        here = parent
    return codes[::-1]
