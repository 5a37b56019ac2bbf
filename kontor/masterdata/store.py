"""SQL of master data: one statement for any number of records (design.md §3)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.kernel.jsonvalues import to_json
from kontor.masterdata.tables import table
from kontor.packaging.model import EntityModel
from kontor.tenancy import context

Row = dict[str, Any]


def select(
    entity: EntityModel, where: str, parameters: Sequence[Any], *, columns: Iterable[str] | None = None, tail: str = ""
) -> list[Row]:
    """Living rows of an entity as mappings by column."""
    names = list(columns) if columns is not None else list(table(entity.table).types)
    listed = ", ".join(f't."{name}"' for name in names)
    sql = f'SELECT {listed} FROM "{entity.table}" t WHERE {_living(entity)} AND {where} {tail}'
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_living_parameters(entity), *parameters])
        return [_row(names, each) for each in cursor.fetchall()]


def load(entity: EntityModel, ids: Collection[UUID], *, lock: bool = False) -> dict[UUID, Row]:
    """Whole rows by id; ``lock`` keeps others from changing them, in the order of their ids."""
    if not ids:
        return {}
    tail = "ORDER BY t.id FOR UPDATE" if lock else ""
    return {row["id"]: row for row in select(entity, "t.id = ANY(%s)", [list(ids)], tail=tail)}


def ids_by_column(entity: EntityModel, column: str, keys: Collection[str]) -> dict[str, UUID]:
    """Key → id of living records; a key several share gives the oldest."""
    if not keys:
        return {}
    rows = select(entity, f't."{column}" = ANY(%s)', [list(keys)], columns=["id", column], tail="ORDER BY t.id DESC")
    return {row[column]: row["id"] for row in rows}


def codes_ever(entity: EntityModel, codes: Collection[str]) -> set[str]:
    """Those of the codes that a record has or had, deleted ones included."""
    own, parameters = ("AND entity = %s", [entity.code]) if entity.table == "record" else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT code FROM "{entity.table}" WHERE tenant_id = %s AND code = ANY(%s) {own}',
            [context.current().tenant_id, list(codes), *parameters],
        )
        return {code for (code,) in cursor.fetchall()}


def insert(entity: EntityModel, rows: Sequence[Row]) -> None:
    """Write new rows in one statement; every row has the same columns."""
    shape = table(entity.table)
    names = list(rows[0])
    listed = ", ".join(f'"{name}"' for name in names)
    typed = ", ".join(f'"{name}" {shape.types[name]}' for name in names)
    chosen = ", ".join(f'r."{name}"' for name in names)
    sql = (
        f'INSERT INTO "{entity.table}" (tenant_id, {listed}) '
        f"SELECT %s, {chosen} FROM jsonb_to_recordset(%s::jsonb) AS r ({typed})"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [context.current().tenant_id, _json(rows)])


def update(entity: EntityModel, rows: Sequence[Row]) -> int:
    """Change rows in one statement, where id and ``version`` (before the change) fit; returns how many did."""
    shape = table(entity.table)
    names = [name for name in rows[0] if name not in ("id", "version")]
    assigned = ", ".join(f'"{name}" = r."{name}"' for name in names)
    typed = ", ".join(f'"{name}" {shape.types[name]}' for name in ["id", "version", *names])
    sql = (
        f'UPDATE "{entity.table}" AS t SET {assigned}, version = t.version + 1 '
        f"FROM jsonb_to_recordset(%s::jsonb) AS r ({typed}) "
        "WHERE t.tenant_id = %s AND t.id = r.id AND t.version = r.version"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [_json(rows), context.current().tenant_id])
        return int(cursor.rowcount)


def remove(entity: EntityModel, record_id: UUID) -> None:
    """Delete the row for good; the caller asks inside a savepoint whether references allow it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'DELETE FROM "{entity.table}" WHERE tenant_id = %s AND id = %s', [context.current().tenant_id, record_id]
        )


def _living(entity: EntityModel) -> str:
    own = "t.tenant_id = %s AND t.deleted_at IS NULL"
    return f"{own} AND t.entity = %s" if entity.table == "record" else own


def _living_parameters(entity: EntityModel) -> list[Any]:
    tenant = context.current().tenant_id
    return [tenant, entity.code] if entity.table == "record" else [tenant]


def _row(names: Sequence[str], values: Sequence[Any]) -> Row:
    row = dict(zip(names, values, strict=True))
    for name in ("data", "names"):
        if isinstance(row.get(name), str):
            row[name] = json.loads(row[name])
    return row


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps([to_json(each) for each in rows], ensure_ascii=False)
