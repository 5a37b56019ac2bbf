"""Lists as files: the same filters, the same rights, any number of rows (P10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, cast

from django.http import FileResponse, HttpRequest
from django.utils.http import content_disposition_header

from kontor.api.queries import query_of
from kontor.api.services.documents import kind_of
from kontor.api.services.master import entity_of
from kontor.documents import api as documents
from kontor.engines.access.api import require
from kontor.engines.exports import api as exports
from kontor.engines.lists.api import Query
from kontor.kernel.actor import Actor
from kontor.kernel.errors import FieldProblem, ValidationFailed
from kontor.kernel.text import Text
from kontor.masterdata import api as masterdata
from kontor.packaging.model import DocumentModel, FieldSet
from kontor.packaging.schema import State
from kontor.tenancy.api import reading

FACTS: Mapping[str, Text] = {
    "number": Text(en="Number", zh_hant="單號"),
    "state": Text(en="State", zh_hant="狀態"),
    "line_no": Text(en="Line", zh_hant="項次"),
    "created_at": Text(en="Created", zh_hant="建立時間"),
    "created_by": Text(en="Created by", zh_hant="建立人"),
    "header.number": Text(en="Number", zh_hant="單號"),
}
_UNKNOWN_FORMAT = Text(en="format is xlsx or csv", zh_hant="格式必須是 xlsx 或 csv")


def document_file(request: HttpRequest, actor: Actor, type_code: str) -> FileResponse:
    """Documents of a type: their number and state, and the fields asked for or the columns of the list."""
    kind = kind_of(actor, type_code)
    query = query_of(request, kind.type.list)
    wanted = query.fields or kind.type.list.columns or tuple(kind.header)
    names = list(dict.fromkeys(("number", "state", *wanted)))
    ask = partial(documents.list_documents, actor, type_code, any_of=_exportable(actor, type_code))
    rows = _with_states(exports.all_rows(ask, _asking(query, names)), kind.workflow.states, actor.language)
    return _file(request, actor, rows, kind.header, names, kind.type.plural.pick(actor.language))


def line_file(request: HttpRequest, actor: Actor, type_code: str) -> FileResponse:
    """Lines of a type with the number of their document."""
    kind = kind_of(actor, type_code)
    query = query_of(request)
    wanted = query.fields or tuple(kind.lines)
    names = list(dict.fromkeys(("line_no", "state", *wanted)))
    ask = partial(documents.list_lines, actor, type_code, any_of=_exportable(actor, type_code))
    states = kind.line_workflow.states if kind.line_workflow else {}
    rows = (_numbered(row) for row in exports.all_rows(ask, _asking(query, names)))
    shown = _with_states(rows, states, actor.language)
    return _file(request, actor, shown, kind.lines, ["header.number", *names], _line_title(kind, actor.language))


def record_file(request: HttpRequest, actor: Actor, entity: str) -> FileResponse:
    """Records of an entity; what is exported can be imported again."""
    of = entity_of(actor, entity)
    query = query_of(request, of.entity.list)
    _exportable(actor, entity)
    names = list(query.fields or of.fields)
    ask = partial(masterdata.list_records, actor, entity)
    rows = exports.all_rows(ask, _asking(query, names))
    return _file(request, actor, rows, of.fields, names, of.entity.plural.pick(actor.language))


@reading
def _exportable(actor: Actor, code: str) -> tuple[str]:
    """The permission to take records of a type out as a file; without it for any record at all: Forbidden."""
    permission = f"{code}.export"
    require(actor, permission)
    return (permission,)


def _asking(query: Query, names: Iterable[str]) -> Query:
    return replace(query, fields=tuple(names))


def _numbered(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "header.number": row["document"]["number"]}


def _with_states(
    rows: Iterator[dict[str, Any]], states: Mapping[str, State], language: str
) -> Iterator[Mapping[str, Any]]:
    """States by their label, as people read them."""
    for row in rows:
        state = states.get(row.get("state", ""))
        yield {**row, "state__label": state.label.pick(language)} if state is not None else row


def _line_title(kind: DocumentModel, language: str) -> str:
    label = kind.type.line_label or Text(en=f"{kind.label.en} lines", zh_hant=f"{kind.label.zh_hant}明細")
    return label.pick(language)


def _file(
    request: HttpRequest,
    actor: Actor,
    rows: Iterable[Mapping[str, Any]],
    fields: FieldSet,
    names: list[str],
    title: str,
) -> FileResponse:
    format = request.GET.get("format", "xlsx")
    if format not in exports.CONTENT_TYPES:
        raise ValidationFailed((FieldProblem("format", "NOT_A_CHOICE", _UNKNOWN_FORMAT),))
    facts = {name: text.pick(actor.language) for name, text in FACTS.items()}
    columns = exports.columns_for(fields, names, actor.language, facts=facts)
    made = exports.export(actor, rows, columns, cast(exports.Format, format), title=title)
    response = FileResponse(made.stream, content_type=made.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=made.name) or ""
    response.headers["X-Rows"] = str(made.rows)
    return response
