"""Reading documents, lines and links: one statement per kind, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from kontor.documents import locks
from kontor.documents.codec import codec_of, header_columns, line_columns
from kontor.documents.working import Before, Done, WorkingDocument, WorkingLine
from kontor.engines.workflow.contracts import Direction
from kontor.packaging.model import Model

_TENANT = "(SELECT public.kontor_tenant())"
_HEADER_FACTS = (
    "id", "organisation_id", "type_code", "number", "is_numbered", "state", "document_date", "config_version_id",
    "version", "created_at", "created_by", "updated_at", "updated_by", "decided_by", "data",
)  # fmt: skip
_LINE_FACTS = ("id", "document_id", "line_no", "state", "version", "decided_by", "data")

_HEADER_NAMES = tuple(dict.fromkeys((*_HEADER_FACTS, *header_columns())))
_LINE_NAMES = (*_LINE_FACTS, *line_columns())

_DOCUMENTS = (
    f"SELECT {', '.join(f'd.{name}' for name in _HEADER_NAMES)} FROM document d "
    f"WHERE d.tenant_id = {_TENANT} AND d.id = ANY(%s) AND d.deleted_at IS NULL "
)
_LINES = (
    f"SELECT {', '.join(f'l.{name}' for name in _LINE_NAMES)}, "
    "(SELECT jsonb_agg(jsonb_build_array(f.flow, f.quantity::text, f.amount::text)) FROM line_flow f "
    "WHERE f.tenant_id = l.tenant_id AND f.line_id = l.id) AS flows FROM document_line l "
    f"WHERE l.tenant_id = {_TENANT} AND l.document_id = ANY(%s) AND l.deleted_at IS NULL "
    "ORDER BY l.document_id, l.line_no, l.id"
)
_DOCUMENTS_OF_LINES = (
    f"SELECT l.id, l.document_id FROM document_line l "
    f"WHERE l.tenant_id = {_TENANT} AND l.id = ANY(%s) AND l.deleted_at IS NULL"
)

Configuration = Callable[[UUID], Model]


def load(
    ids: Iterable[UUID], configuration: Configuration, *, lock: bool, with_lines: bool = True
) -> dict[UUID, WorkingDocument]:
    """Documents by id, with lines and running sums; two statements. Deleted and unknown ones are left out.

    ``lock`` takes the header locks in order before anything else is read.
    """
    wanted = locks.in_order(ids)
    if not wanted:
        return {}
    tail = locks.FOR_DOCUMENTS if lock else ""
    found: dict[UUID, WorkingDocument] = {}
    for row in _rows(_DOCUMENTS + tail, _HEADER_NAMES, [wanted]):
        document = _document(row, configuration(row["config_version_id"]))
        if document is not None:
            found[document.id] = document
    if with_lines and found:
        load_lines(found)
    return found


def load_lines(documents: Mapping[UUID, WorkingDocument]) -> None:
    """Read the lines of documents whose headers are there."""
    wanted = [each.id for each in documents.values() if each.model.has_lines]
    if not wanted:
        return
    for row in _rows(_LINES, (*_LINE_NAMES, "flows"), [wanted]):
        document = documents[row["document_id"]]
        document.all_lines.append(_line(row, document))


def documents_of_lines(line_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Line → document, for lines that exist."""
    with connection.cursor() as cursor:
        cursor.execute(_DOCUMENTS_OF_LINES, [list(line_ids)])
        return dict(cursor.fetchall())


def _rows(sql: str, names: Sequence[str], params: Sequence[Any]) -> Iterable[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _document(row: Mapping[str, Any], config: Model) -> WorkingDocument | None:
    model = config.documents.get(row["type_code"])
    if model is None:
        return None
    values, unknown = codec_of(model).header.values(row, orjson.loads(row["data"]))
    return WorkingDocument(
        id=row["id"],
        config=config,
        model=model,
        config_version_id=row["config_version_id"],
        organisation_id=row["organisation_id"],
        number=row["number"],
        is_numbered=row["is_numbered"],
        state=row["state"],
        values=values,
        created_at=row["created_at"],
        created_by=row["created_by"],
        updated_at=row["updated_at"],
        updated_by=row["updated_by"],
        version=row["version"],
        document_date=row["document_date"],
        decided=orjson.loads(row["decided_by"]),
        unknown=unknown,
        before=Before(row["state"], dict(values), row["number"]),
    )


def _line(row: Mapping[str, Any], document: WorkingDocument) -> WorkingLine:
    values, unknown = codec_of(document.model).lines.values(row, orjson.loads(row["data"]))
    flows = {
        flow: Done(Decimal(quantity), Decimal(amount))
        for flow, quantity, amount in (orjson.loads(row["flows"]) if row["flows"] else ())
    }
    return WorkingLine(
        id=row["id"],
        document=document,
        line_no=row["line_no"],
        state=row["state"],
        values=values,
        flows=flows,
        decided=orjson.loads(row["decided_by"]),
        unknown=unknown,
        version=row["version"],
        before=Before(row["state"], dict(values)),
    )


LINK_COLUMNS = (
    "id", "flow", "source_document_id", "source_line_id", "target_document_id", "target_line_id", "quantity", "amount",
    "returned_quantity", "returned_amount", "created_at", "released_at",
)  # fmt: skip
_LINKS = (
    f"SELECT {', '.join(LINK_COLUMNS)} FROM flow_link WHERE tenant_id = {_TENANT} AND %(side)s = ANY(%%s) "
    "AND released_at IS NULL AND (%%s::text IS NULL OR flow = %%s) ORDER BY created_at, id"
)
_SIDES = {"targets": "source_line_id", "sources": "target_line_id"}


def links_of(line_ids: Sequence[UUID], flow: str | None, direction: Direction) -> list[dict[str, Any]]:
    """Living links of lines, oldest first: ``sources`` where they are the target, ``targets`` where the source."""
    if not line_ids:
        return []
    sql = _LINKS % {"side": _SIDES[direction]}
    return list(_rows(sql, LINK_COLUMNS, [list(line_ids), flow, flow]))


_HEADS = (
    "SELECT id, type_code, number, state, standard_status, organisation_id, title, total_amount, currency, "
    f"config_version_id FROM document WHERE tenant_id = {_TENANT} AND id = ANY(%s) AND deleted_at IS NULL"
)
_HEAD_NAMES = (
    "id", "type_code", "number", "state", "standard_status", "organisation_id", "title", "total_amount", "currency",
    "config_version_id",
)  # fmt: skip


def heads(ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """The bare facts of documents, for labels and graphs."""
    wanted = locks.in_order(ids)
    return {row["id"]: row for row in _rows(_HEADS, _HEAD_NAMES, [wanted])} if wanted else {}
