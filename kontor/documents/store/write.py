"""One statement writes everything a command did to documents, lines, links, running sums and the attribute index.

Each part is a data-modifying CTE fed by ``jsonb_to_recordset``, so the number of statements depends neither on the
number of lines nor on the number of documents (design.md §3). Parts that have nothing to do are left out; the few
texts that result stay prepared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import IntegrityError, connection

from kontor.documents.errors import NumberTaken
from kontor.engines.attributes import api as attributes

Row = Mapping[str, Any]

_DOCUMENT = {
    "id": "uuid",
    "organisation_id": "uuid",
    "type_code": "text",
    "number": "text",
    "is_numbered": "boolean",
    "state": "text",
    "standard_status": "text",
    "document_date": "date",
    "accounting_date": "date",
    "partner_id": "uuid",
    "project_id": "uuid",
    "currency": "text",
    "rate": "numeric",
    "total_amount": "numeric",
    "title": "text",
    "data": "jsonb",
    "decided_by": "jsonb",
    "config_version_id": "uuid",
    "version": "integer",
    "created_at": "timestamptz",
    "created_by": "uuid",
    "updated_at": "timestamptz",
    "updated_by": "uuid",
    "deleted_at": "timestamptz",
    "deleted_by": "uuid",
    "delete_reason": "text",
}
_LINE = {
    "id": "uuid",
    "document_id": "uuid",
    "type_code": "text",
    "line_no": "integer",
    "state": "text",
    "item_id": "uuid",
    "description": "text",
    "quantity": "numeric",
    "unit": "text",
    "unit_price": "numeric",
    "discount": "numeric",
    "tax": "text",
    "amount": "numeric",
    "location_id": "uuid",
    "project_id": "uuid",
    "partner_id": "uuid",
    "needed_date": "date",
    "data": "jsonb",
    "decided_by": "jsonb",
    "version": "integer",
    "deleted_at": "timestamptz",
}
_LINK = {
    "id": "uuid",
    "flow": "text",
    "source_document_id": "uuid",
    "source_line_id": "uuid",
    "target_document_id": "uuid",
    "target_line_id": "uuid",
    "quantity": "numeric",
    "amount": "numeric",
    "returned_quantity": "numeric",
    "returned_amount": "numeric",
    "created_at": "timestamptz",
    "released_at": "timestamptz",
}
_FLOWED = {"id": "uuid", "line_id": "uuid", "flow": "text", "quantity": "numeric", "amount": "numeric"}

_FIXED_IN_DOCUMENT = frozenset({"id", "type_code", "config_version_id", "created_at", "created_by"})
_FIXED_IN_LINE = frozenset({"id", "document_id", "type_code"})
_CHANGING_IN_LINK = ("quantity", "amount", "returned_quantity", "returned_amount", "released_at")


@dataclass(slots=True)
class Batch:
    """Rows to write, spelt as JSON. ``flowed`` carries the new sums: its lines' documents are locked."""

    new_documents: list[Row] = field(default_factory=list)
    documents: list[Row] = field(default_factory=list)
    new_lines: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    new_links: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    flowed: list[Row] = field(default_factory=list)
    indexed: list[Row] = field(default_factory=list)
    unindexed: list[Row] = field(default_factory=list)


def _insert(table: str, columns: Mapping[str, str]) -> str:
    names = ", ".join(columns)
    return (
        f"INSERT INTO {table} (tenant_id, {names}) SELECT (SELECT public.kontor_tenant()), {names} "
        f"FROM jsonb_to_recordset(%s::jsonb) AS r({_typed(columns)})"
    )


def _update(table: str, columns: Mapping[str, str], changing: Sequence[str]) -> str:
    given = {name: columns[name] for name in ("id", *changing)}
    return (
        f"UPDATE {table} AS t SET {', '.join(f'{name} = r.{name}' for name in changing)} "
        f"FROM jsonb_to_recordset(%s::jsonb) AS r({_typed(given)}) "
        "WHERE t.tenant_id = (SELECT public.kontor_tenant()) AND t.id = r.id"
    )


def _typed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


_PARTS: Mapping[str, str] = {
    "new_documents": _insert("document", _DOCUMENT),
    "documents": _update("document", _DOCUMENT, [name for name in _DOCUMENT if name not in _FIXED_IN_DOCUMENT]),
    "new_lines": _insert("document_line", _LINE),
    "lines": _update("document_line", _LINE, [name for name in _LINE if name not in _FIXED_IN_LINE]),
    "new_links": _insert("flow_link", _LINK),
    "links": _update("flow_link", _LINK, _CHANGING_IN_LINK),
    "flowed": _insert("line_flow", _FLOWED)
    + " ON CONFLICT (tenant_id, line_id, flow) DO UPDATE SET quantity = excluded.quantity, "
    "amount = excluded.amount",
    "indexed": attributes.FOLDED_UPSERT,
    "unindexed": attributes.FOLDED_CLEAR,
}
#: Parts that may touch fewer rows than they were given.
_LOOSE = frozenset({"unindexed"})


def write(batch: Batch) -> int:
    """Write the batch in one statement; 0 when there was nothing to write, else 1.

    Raises:
        NumberTaken: another document of the type and organisation has the number.
    """
    parts = [(name, rows) for name in _PARTS if (rows := getattr(batch, name))]
    if not parts:
        return 0
    head = ", ".join(f"w{at} AS ({_PARTS[name]} RETURNING 1)" for at, (name, _) in enumerate(parts))
    counts = ", ".join(f"(SELECT count(*) FROM w{at})" for at in range(len(parts)))
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {head} SELECT {counts}", [orjson.dumps(rows).decode() for _, rows in parts])
            written = cursor.fetchone()
    except IntegrityError as error:
        if "document_number_once" in str(error):
            raise NumberTaken from error
        raise
    for (name, rows), count in zip(parts, written, strict=True):
        assert name in _LOOSE or count == len(rows), f"{name}: {count} of {len(rows)} rows written"
    return 1


_NUMBERS = (
    "UPDATE document AS t SET number = r.number, is_numbered = true "
    "FROM jsonb_to_recordset(%s::jsonb) AS r(id uuid, number text) "
    "WHERE t.tenant_id = (SELECT public.kontor_tenant()) AND t.id = r.id"
)


def write_numbers(numbers: Sequence[Row]) -> None:
    """Give documents their legal numbers, the very last thing a command does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_NUMBERS, [orjson.dumps(list(numbers)).decode()])
    except IntegrityError as error:
        if "document_number_once" in str(error):
            raise NumberTaken from error
        raise
