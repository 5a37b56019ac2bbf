"""Lists of documents and of lines: any field filters and sorts, rights and hidden fields respected (P2, P5, Q2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.documents.references import label_of
from kontor.documents.store import read
from kontor.documents.store.index import LINES
from kontor.engines.access import api as access
from kontor.engines.access.holdings import facts_of
from kontor.engines.lists.api import ListColumn, ListSource, Page, Query, field_columns, run
from kontor.engines.lists.scope import ListScope, as_column
from kontor.engines.search import api as search
from kontor.kernel.actor import Actor
from kontor.kernel.expressions import Collection as Rows
from kontor.kernel.expressions import Sql, SqlType, TableScope
from kontor.masterdata import api as masterdata
from kontor.packaging.model import CompiledField, DocumentModel, Model
from kontor.tenancy import api as tenancy
from kontor.tenancy import context

MOST_HITS = 200
_HEADER_FACTS: Mapping[str, tuple[SqlType, bool]] = {
    "number": (SqlType.TEXT, True),
    "state": (SqlType.TEXT, True),
    "standard_status": (SqlType.TEXT, True),
    "version": (SqlType.NUMERIC, True),
    "created_at": (SqlType.DATETIME, True),
    "created_by": (SqlType.UUID, True),
    "updated_at": (SqlType.DATETIME, False),
    "updated_by": (SqlType.UUID, False),
}
_LINE_FACTS: Mapping[str, SqlType] = {"line_no": SqlType.NUMERIC, "state": SqlType.TEXT, "version": SqlType.NUMERIC}
_LINES_TABLE = "document_line l JOIN document d ON d.tenant_id = l.tenant_id AND d.id = l.document_id"


def documents_page(
    actor: Actor, config: Model, model: DocumentModel, query: Query, any_of: Collection[str] = ()
) -> Page:
    """The page of documents the query asks for, of those the actor may read; references carry ``<field>__label``.

    ``any_of`` narrows to documents for which the actor also holds at least one of these permissions.
    """
    rights = access.row_condition(actor, f"{model.code}.read", model.code)
    hidden = access.field_access(actor, model.code)
    source = header_source(actor, model)
    if any_of:
        reached = _reached(actor, model, source, any_of)
        where = source.where
        source = replace(source, where=Sql(f"{where.text} AND ({reached.text})", (*where.params, *reached.params)))
    page = run(source, query, rights, fields=hidden)
    rows = _labelled(config, page.rows, {each.name: each for each in model.header.values()})
    return replace(page, rows=[hidden.conceal(each) for each in rows])


def lines_page(actor: Actor, config: Model, model: DocumentModel, query: Query, any_of: Collection[str] = ()) -> Page:
    """The page of lines the query asks for, each with its document: the queues people work from (R2).

    Rights are those on the document, so its organisation, creator and state count. Rows carry the line's fields, the
    list columns of the header as ``header.<name>``, and ``document`` (id, number, state, version). ``any_of`` as above.
    """
    headers = header_source(actor, model)
    rights = access.row_condition(actor, f"{model.code}.read", model.code)
    allowed = rights.to_sql(ListScope(headers, facts_of(actor)))
    if any_of:
        reached = _reached(actor, model, headers, any_of)
        allowed = Sql(f"({allowed.text}) AND ({reached.text})", (*allowed.params, *reached.params))
    hidden = access.field_access(actor, model.code)
    page = run(_line_source(model, headers, allowed), _with_document(query), fields=hidden)
    fields = {each.name: each for each in model.lines.values()}
    fields |= {f"header.{each.name}": each for each in model.header.values()}
    rows = _labelled(config, [_nested(each) for each in page.rows], fields)
    return replace(page, rows=[hidden.conceal(each) for each in rows])


def _reached(actor: Actor, model: DocumentModel, headers: ListSource, permissions: Collection[str]) -> Sql:
    """Documents on which at least one of the permissions is held."""
    scope = ListScope(headers, facts_of(actor))
    parts = [access.row_condition(actor, each, model.code).to_sql(scope) for each in permissions]
    return Sql(" OR ".join(f"({each.text})" for each in parts), tuple(p for each in parts for p in each.params))


@dataclass(frozen=True, slots=True)
class StateCounts:
    """How many documents and how many of their lines stand in each state; states without any are left out."""

    documents: Mapping[str, int]
    lines: Mapping[str, int]


def state_counts(actor: Actor, model: DocumentModel) -> StateCounts:
    """Counts over the documents the actor may read: the figures of a dashboard, in two statements."""
    headers = header_source(actor, model)
    rights = access.row_condition(actor, f"{model.code}.read", model.code)
    allowed = rights.to_sql(ListScope(headers, facts_of(actor)))
    where = f"{headers.where.text} AND ({allowed.text})"
    params = (*headers.where.params, *allowed.params)
    own = "l.tenant_id = d.tenant_id AND l.deleted_at IS NULL"
    return StateCounts(
        _counted(f"SELECT d.state, count(*) FROM document d WHERE {where} GROUP BY 1", params),
        _counted(f"SELECT l.state, count(*) FROM {_LINES_TABLE} WHERE {own} AND {where} GROUP BY 1", params)
        if model.has_lines
        else {},
    )


def _counted(statement: str, params: Sequence[Any]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(params))
        return dict(cursor.fetchall())


# --- sources --------------------------------------------------------------------------------------------------------


def header_source(actor: Actor, model: DocumentModel) -> ListSource:
    """The documents of a type as lists see them; expressions may ask about their ``lines``."""
    columns = {"id": ListColumn("d.id", SqlType.UUID, nullable=False, is_shown=False), **_header_columns(model, "")}
    return ListSource(
        name=model.code,
        table="document d",
        where=_living(model),
        columns=columns,
        id="d.id",
        default_sort=model.type.list.sort,
        text_columns=("number",),
        search=lambda text: _found(actor, model.code, text),
        collections={"lines": _line_rows(model)} if model.has_lines else {},
    )


def _header_columns(model: DocumentModel, prefix: str) -> dict[str, ListColumn]:
    shown = not prefix
    wanted = {*model.type.list.columns, "currency"}  # an amount says in which currency
    columns = {
        f"{prefix}{name}": ListColumn(f"d.{name}", type, nullable=False, is_shown=shown and always)
        for name, (type, always) in _HEADER_FACTS.items()
    }
    columns[f"{prefix}organisation"] = ListColumn("d.organisation_id", SqlType.UUID, nullable=False, is_shown=shown)
    columns |= field_columns(
        (each for each in model.header.values() if each.name != "organisation"), "d", model.code, prefix=prefix
    )
    if "document_date" not in model.header:
        columns[f"{prefix}document_date"] = ListColumn("d.document_date", SqlType.DATE, nullable=False, is_shown=shown)
    if not prefix:
        return columns
    # The attribute index holds headers by their own id, a list of lines is walked by the lines' ids.
    return {
        name: replace(each, is_shown=name.removeprefix(prefix) in wanted, index=None) for name, each in columns.items()
    }


def _living(model: DocumentModel) -> Sql:
    return Sql(
        "d.tenant_id = %s AND d.type_code = %s AND d.deleted_at IS NULL", (context.current_tenant_id(), model.code)
    )


def _line_rows(model: DocumentModel) -> Rows:
    columns = field_columns(model.lines.values(), "x", model.code + LINES)
    columns |= {name: ListColumn(f"x.{name}", type, nullable=False) for name, type in _LINE_FACTS.items()}
    scope = TableScope({name: as_column(each) for name, each in columns.items()})
    return Rows("document_line x", "x.tenant_id = d.tenant_id AND x.document_id = d.id AND x.deleted_at IS NULL", scope)


def _line_source(model: DocumentModel, headers: ListSource, allowed: Sql) -> ListSource:
    columns = field_columns(model.lines.values(), "l", model.code + LINES)
    columns |= {name: ListColumn(f"l.{name}", type, nullable=False) for name, type in _LINE_FACTS.items()}
    columns["id"] = ListColumn("l.id", SqlType.UUID, nullable=False, is_shown=False)
    columns["document_id"] = ListColumn("l.document_id", SqlType.UUID, nullable=False)
    columns |= _header_columns(model, "header.")
    for name in ("number", "state", "version"):
        columns[f"header.{name}"] = replace(columns[f"header.{name}"], is_shown=True)
    own = "l.tenant_id = %s AND l.type_code = %s AND l.deleted_at IS NULL"
    living = headers.where
    words = [each.name for each in model.lines.values() if each.field.type in ("text", "long_text")]
    return ListSource(
        name=f"{model.code}{LINES}",
        table=_LINES_TABLE,
        where=Sql(
            f"{own} AND {living.text} AND ({allowed.text})",
            (context.current_tenant_id(), model.code, *living.params, *allowed.params),
        ),
        columns=columns,
        id="l.id",
        default_sort=("-header.created_at", "line_no"),
        text_columns=("header.number", *words),
    )


_DOCUMENT = ("document_id", "header.number", "header.state", "header.version")


def _with_document(query: Query) -> Query:
    """Whatever fields are asked for, a row always says to which document it belongs."""
    if query.fields is None:
        return query
    return replace(query, fields=tuple(dict.fromkeys((*query.fields, *_DOCUMENT))))


def _nested(row: dict[str, Any]) -> dict[str, Any]:
    document = {
        "id": row.pop("document_id"),
        "number": row.pop("header.number"),
        "state": row.pop("header.state"),
        "version": row.pop("header.version"),
    }
    return {**row, "document": document}


def _found(actor: Actor, code: str, text: str) -> Collection[UUID]:
    return [hit.record_id for hit in search.find(actor, text, MOST_HITS, types=[code])]


# --- labels ---------------------------------------------------------------------------------------------------------


def _labelled(
    config: Model, rows: Sequence[dict[str, Any]], fields: Mapping[str, CompiledField]
) -> list[dict[str, Any]]:
    """Rows with what their references and people show beside each; one question for each kind of target."""
    if not rows:
        return []
    targets = {name: field.target for name, field in fields.items() if field.target is not None and name in rows[0]}
    targets |= {name: "user" for name in rows[0] if name.rpartition(".")[2] in ("created_by", "updated_by")}
    targets |= {name: "organisation" for name in rows[0] if name.rpartition(".")[2] == "organisation"}
    wanted: dict[str, set[Any]] = {}
    for name, target in targets.items():
        wanted.setdefault(target, set()).update(_keys(row[name] for row in rows))
    known = {target: labels(config, target, keys) for target, keys in wanted.items()}
    return [
        {**row, **{f"{name}__label": _label(known[target], row[name]) for name, target in targets.items()}}
        for row in rows
    ]


def labels(config: Model, target: str, keys: Collection[Any]) -> Mapping[Any, str]:
    """What records are called, by id or key."""
    if not keys:
        return {}
    if target in config.documents:
        return {key: label_of(head) for key, head in read.heads(keys).items()}
    if target == "organisation":
        tree = tenancy.organisations()
        return {key: f"{tree[key].code} {tree[key].name}" for key in keys if key in tree}
    return masterdata.labels(target, keys)


def _keys(values: Iterable[Any]) -> set[Any]:
    found: set[Any] = set()
    for value in values:
        if isinstance(value, (tuple, list)):
            found.update(value)
        elif value is not None:
            found.add(value)
    return found


def _label(known: Mapping[Any, str], value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [known.get(each) for each in value]
    return known.get(value)
