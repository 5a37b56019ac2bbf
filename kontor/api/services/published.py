"""What the published addresses do: the generic behaviour, with plain fields in and flat rows out (R12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kontor.api.etags import expected_version
from kontor.api.http.envelope import Reply
from kontor.api.jobs import api as jobs
from kontor.api.queries import query_of
from kontor.api.requests import actor_of
from kontor.api.routers.bodies import MOST_BULK
from kontor.api.services.documents import kind_of
from kontor.api.services.exports import document_file
from kontor.api.services.master import entity_of, shown_record
from kontor.documents import api as documents
from kontor.engines.lists.api import Condition, Page, Query
from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound
from kontor.masterdata import api as masterdata
from kontor.masterdata.contracts import Record
from kontor.tenancy.api import reading

if TYPE_CHECKING:
    from kontor.api.routers.aliases import Alias


class BulkAction(BaseModel):
    """Design A's bulk decision: on whole documents (``ids``) or on lines (``line_ids``).

    A line action on ``ids`` means every line of those documents that stands in a state it starts from.
    """

    model_config = ConfigDict(extra="forbid")

    action: Annotated[str, StringConstraints(min_length=1, max_length=63)]
    ids: Annotated[list[UUID], Field(max_length=MOST_BULK)] = []
    line_ids: Annotated[list[UUID], Field(max_length=MOST_BULK)] = []
    comment: Annotated[str, StringConstraints(max_length=10_000)] = ""
    inputs: dict[str, Any] = {}


def rows(request: HttpRequest, alias: Alias, fixed: Mapping[str, str]) -> Page:
    """A list of the address's records."""
    actor = actor_of(request)
    if alias.document:
        layout = kind_of(actor, alias.document).type.list
        return documents.list_documents(actor, alias.document, query_of(request, layout))
    asked = query_of(request, entity_of(actor, alias.entity).entity.list)
    held = tuple(Condition(name, "eq", value) for name, value in {**alias.fixed, **fixed}.items())
    return masterdata.list_records(actor, alias.entity, replace(asked, conditions=(*asked.conditions, *held)))


def create(request: HttpRequest, alias: Alias, body: Mapping[str, Any]) -> Reply:
    """A new record from plain fields."""
    actor = actor_of(request)
    made = masterdata.create(actor, alias.entity, {**_named(alias, body), **alias.fixed})
    return Reply(_flat(actor, made), status=201)


def read(request: HttpRequest, alias: Alias, id: UUID) -> dict[str, Any]:
    """One record of the address; another kind of record under the same entity is not there."""
    actor = actor_of(request)
    return _flat(actor, _one(actor, alias, id))


def put(request: HttpRequest, alias: Alias, id: UUID, body: Mapping[str, Any]) -> dict[str, Any]:
    """Change a record; without ``version`` or If-Match the record is taken as it is, as design A publishes it."""
    actor = actor_of(request)
    record = _one(actor, alias, id)
    values = dict(body)
    stated = values.pop("version", None)
    guarded = stated is not None or "If-Match" in request.headers
    version = expected_version(request, stated if isinstance(stated, int) else None) if guarded else record.version
    return _flat(actor, masterdata.change(actor, alias.entity, id, {**_named(alias, values), **alias.fixed}, version))


def summary(request: HttpRequest, alias: Alias) -> dict[str, Any]:
    """How many documents and lines stand in each state."""
    actor = actor_of(request)
    kind = kind_of(actor, alias.document)
    counts = documents.count_states(actor, alias.document)
    line_states = kind.line_workflow.states if kind.line_workflow else {}
    return {
        "total": sum(counts.documents.values()),
        "by_state": {state: counts.documents.get(state, 0) for state in kind.workflow.states},
        "lines_total": sum(counts.lines.values()),
        "lines_by_state": {state: counts.lines.get(state, 0) for state in line_states},
    }


def export(request: HttpRequest, alias: Alias) -> FileResponse:
    """The list as a file: ``format`` xlsx or csv, with the filters of the list."""
    return document_file(request, actor_of(request), alias.document)


def bulk_action(request: HttpRequest, alias: Alias, body: BulkAction) -> Reply:
    """The same job ``/bulk`` starts."""
    actor = actor_of(request)
    items = _items(actor, alias.document, body)
    job = {
        "type": alias.document,
        "action": body.action,
        "items": items,
        "inputs": body.inputs,
        "line_inputs": {},
        "comment": body.comment,
        "confirmed": [],
    }
    return Reply(jobs.start(actor, "bulk", job, len(items)), status=202)


@reading
def _items(actor: Actor, document: str, body: BulkAction) -> list[dict[str, Any]]:
    kind = kind_of(actor, document)
    on_lines = kind.line_workflow.actions.get(body.action) if kind.line_workflow else None
    if on_lines is None or (body.action in kind.workflow.actions and not body.line_ids):
        return [{"id": str(each)} for each in body.ids]
    lines = _lines(actor, document, Condition("id", "in", tuple(body.line_ids))) if body.line_ids else []
    if body.ids:
        states = tuple(state for state in kind.line_workflow.states if state in on_lines.from_)  # type: ignore[union-attr]
        named = Condition("document_id", "in", tuple(body.ids))
        lines += _lines(actor, document, named, Condition("state", "in", states))
    return [{"id": str(row["document"]["id"]), "line_id": str(row["id"])} for row in lines]


def _lines(actor: Actor, document: str, *conditions: Condition) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    page = 1
    while len(found) < MOST_BULK:
        asked = documents.list_lines(actor, document, Query(conditions=conditions, fields=(), page=page, page_size=500))
        found += asked.rows
        if not asked.has_more:
            break
        page += 1
    return found


def _one(actor: Actor, alias: Alias, id: UUID) -> Record:
    record = masterdata.get(actor, alias.entity, id)
    if any(str(record.values.get(name)) != value for name, value in alias.fixed.items()):
        raise NotFound(entity_of(actor, alias.entity).label, id)
    return record


def _named(alias: Alias, body: Mapping[str, Any]) -> dict[str, Any]:
    return {alias.renamed.get(name, name): value for name, value in body.items()}


def _flat(actor: Actor, record: Record) -> dict[str, Any]:
    shown = shown_record(actor, record)
    labels = {f"{name}__label": text for name, text in shown["labels"].items()}
    return {"id": shown["id"], "version": shown["version"], **shown["values"], **labels}
