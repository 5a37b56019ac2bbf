"""``attribute_index``: what lists filter and sort by, and what must be unique (design.md §4).

Under row-level security PostgreSQL uses no index on jsonb, so values of filterable, sortable and unique fields are
written here in the transaction of the record. Texts are cut to 400 characters and numbers are float8; the exact value
in the row decides. Lines are indexed under ``<type>.line``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from kontor.engines.attributes.contracts import IndexedRecord
from kontor.engines.attributes.errors import TAKEN
from kontor.kernel.errors import FieldProblem, ValidationFailed
from kontor.kernel.jsonvalues import dumps
from kontor.packaging.model import CompiledField, FieldSet
from kontor.tenancy import context

TEXT_LENGTH = 400

_UPSERT = """
INSERT INTO attribute_index (tenant_id, type_code, attribute, record_id, v_text, v_number, v_date, unique_key)
SELECT %s, %s, attribute, record_id, v_text, v_number, v_date, unique_key
FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::float8[], %s::timestamptz[], %s::text[])
     AS row (attribute, record_id, v_text, v_number, v_date, unique_key)
ON CONFLICT (tenant_id, type_code, attribute, record_id) DO UPDATE
SET v_text = excluded.v_text, v_number = excluded.v_number, v_date = excluded.v_date, unique_key = excluded.unique_key
"""

_CLEAR = """
DELETE FROM attribute_index USING unnest(%s::text[], %s::uuid[]) AS gone (attribute, record_id)
WHERE tenant_id = %s AND type_code = %s
  AND attribute_index.attribute = gone.attribute AND attribute_index.record_id = gone.record_id
"""

_TAKEN = """
SELECT asked.attribute, asked.unique_key
FROM unnest(%s::text[], %s::text[], %s::uuid[]) AS asked (attribute, unique_key, record_id)
JOIN attribute_index AS present
  ON present.tenant_id = %s AND present.type_code = %s AND present.attribute = asked.attribute
 AND present.unique_key = asked.unique_key AND present.record_id <> asked.record_id
"""

#: The same two writes as parts of a larger statement (documents write everything in one); fed with JSON rows.
FOLDED_UPSERT = """
INSERT INTO attribute_index (tenant_id, type_code, attribute, record_id, v_text, v_number, v_date)
SELECT (SELECT public.kontor_tenant()), type_code, attribute, record_id, v_text, v_number, v_date
FROM jsonb_to_recordset(%s::jsonb) AS r(
  type_code text, attribute text, record_id uuid, v_text text, v_number float8, v_date timestamptz)
ON CONFLICT (tenant_id, type_code, attribute, record_id) DO UPDATE
SET v_text = excluded.v_text, v_number = excluded.v_number, v_date = excluded.v_date
"""
FOLDED_CLEAR = """
DELETE FROM attribute_index AS t
USING jsonb_to_recordset(%s::jsonb) AS r(type_code text, attribute text, record_id uuid)
WHERE t.tenant_id = (SELECT public.kontor_tenant())
  AND t.type_code = r.type_code AND t.attribute = r.attribute AND t.record_id = r.record_id
"""

Row = tuple[str, UUID, str | None, float | None, datetime | None, str | None]


def index_value(field: CompiledField, value: Any) -> tuple[str, Any]:
    """(column of ``attribute_index``, value) by which lists look for ``value``; the reader rechecks exactly."""
    raw = None if value is None else field.type.index_value(value)
    match field.type.index_kind:
        case "number":
            return "v_number", None if raw is None else _as_float(raw)
        case "date":
            return "v_date", None if raw is None else _as_moment(raw)
        case _:
            return "v_text", None if raw is None else str(raw)[:TEXT_LENGTH]


def index_rows(fields: FieldSet, records: Sequence[IndexedRecord]) -> Iterator[Row]:
    """One row for each indexed field that has a value."""
    for record in records:
        for field in fields.indexed:
            value = record.values.get(field.name)
            if value is None:
                continue
            column, indexed = index_value(field, value)
            slots = {"v_text": None, "v_number": None, "v_date": None, column: indexed}
            key = unique_key(field, value) if field.field.unique else None
            yield field.name, record.record_id, slots["v_text"], slots["v_number"], slots["v_date"], key


def write_index(type_code: str, fields: FieldSet, records: Sequence[IndexedRecord], *, new: bool = False) -> None:
    """Bring the index up to the records' values, in at most three statements. ``new``: nothing was there before.

    Only fields named in a record's ``values`` are touched.

    Raises:
        ValidationFailed: a unique value is taken, by a stored record or by another one of ``records``.
    """
    if not fields.indexed or not records:
        return
    rows = list(index_rows(fields, records))
    _refuse_taken(type_code, fields, records, rows)
    tenant = context.current().tenant_id
    with connection.cursor() as cursor:
        if not new:
            gone = [(f.name, r.record_id) for r in records for f in fields.indexed if _is_cleared(r, f)]
            if gone:
                cursor.execute(_CLEAR, [*map(list, zip(*gone, strict=True)), tenant, type_code])
        if not rows:
            return
        try:
            with transaction.atomic():
                cursor.execute(_UPSERT, [tenant, type_code, *map(list, zip(*rows, strict=True))])
        except IntegrityError as race:
            raise ValidationFailed(_raced(fields, records)) from race


def can_fold(fields: FieldSet, records: Sequence[IndexedRecord]) -> bool:
    """Whether these records may be indexed as part of another statement: no unique value to ask about."""
    unique = [each.name for each in fields.indexed if each.field.unique]
    return all(record.values.get(name) is None for record in records for name in unique)


def folded_rows(
    type_code: str, fields: FieldSet, records: Sequence[IndexedRecord]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """JSON rows for ``FOLDED_UPSERT`` and ``FOLDED_CLEAR``; only fields named in a record's ``values`` are touched."""
    written = [
        {
            "type_code": type_code,
            "attribute": name,
            "record_id": str(record_id),
            "v_text": text,
            "v_number": number,
            "v_date": moment.isoformat() if moment is not None else None,
        }
        for name, record_id, text, number, moment, _ in index_rows(fields, records)
    ]
    cleared = [
        {"type_code": type_code, "attribute": field.name, "record_id": str(record.record_id)}
        for record in records
        for field in fields.indexed
        if _is_cleared(record, field)
    ]
    return written, cleared


def remove_from_index(type_code: str, record_ids: Sequence[UUID]) -> None:
    """Forget deleted records, so that their unique values are free again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM attribute_index WHERE tenant_id = %s AND type_code = %s AND record_id = ANY(%s)",
            [context.current().tenant_id, type_code, list(record_ids)],
        )


def unique_key(field: CompiledField, value: Any) -> str:
    """What two equal values share: their JSON, texts without regard to case; hashed when long."""
    spelt = field.type.to_json(value)
    key = spelt.casefold() if isinstance(spelt, str) else dumps(spelt)
    if isinstance(value, Decimal):
        key = str(value.normalize())
    return key if len(key) <= 200 else hashlib.sha256(key.encode()).hexdigest()


def _is_cleared(record: IndexedRecord, field: CompiledField) -> bool:
    return field.name in record.values and record.values[field.name] is None


def _refuse_taken(type_code: str, fields: FieldSet, records: Sequence[IndexedRecord], rows: Sequence[Row]) -> None:
    asked = [(name, key, record_id) for name, record_id, *_, key in rows if key is not None]
    if not asked:
        return
    counts: dict[tuple[str, str], int] = {}
    for name, key, _ in asked:
        counts[name, key] = counts.get((name, key), 0) + 1
    taken = {pair for pair, count in counts.items() if count > 1}
    with connection.cursor() as cursor:
        tenant = context.current().tenant_id
        cursor.execute(_TAKEN, [*map(list, zip(*asked, strict=True)), tenant, type_code])
        taken |= set(cursor.fetchall())
    if taken:
        raise ValidationFailed(list(_problems(fields, records, taken)))


def _problems(
    fields: FieldSet, records: Sequence[IndexedRecord], taken: set[tuple[str, str]]
) -> Iterator[FieldProblem]:
    for record in records:
        for field in fields.indexed:
            value = record.values.get(field.name)
            if field.field.unique and value is not None and (field.name, unique_key(field, value)) in taken:
                facts = {"field": field.label, "value": field.type.to_json(value)}
                yield FieldProblem(f"{record.path}{field.name}", "NOT_UNIQUE", TAKEN, facts)


def _raced(fields: FieldSet, records: Sequence[IndexedRecord]) -> list[FieldProblem]:
    """Somebody took the value between the question and the write: name the unique values that were sent."""
    sent = {
        (field.name, unique_key(field, record.values[field.name]))
        for record in records
        for field in fields.indexed
        if field.field.unique and record.values.get(field.name) is not None
    }
    return list(_problems(fields, records, sent))


def _as_float(value: Any) -> float:
    return float(value)


def _as_moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    assert isinstance(value, date)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)
