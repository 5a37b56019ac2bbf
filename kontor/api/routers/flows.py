"""Flows: what is open, making documents out of lines, and where everything went."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from kontor.api.http.envelope import Reply, pagination_of
from kontor.api.queries import query_of
from kontor.api.requests import actor_of
from kontor.api.routers.bodies import Derivation
from kontor.api.services.documents import shown_many
from kontor.api.services.named_files import showing_files
from kontor.api.wire.documents import graph_json, timeline_json
from kontor.documents import api as documents
from kontor.documents.contracts import Take
from kontor.documents.errors import UnknownFlow
from kontor.engines.lists.api import Condition, Query
from kontor.kernel.actor import Actor
from kontor.packaging import api as packaging
from kontor.tenancy.api import reading, unit_of_work

router = Router(tags=["Flows"])

MOST_MOMENTS = 500


@router.get("/derive/{flow}/open", operation_id="list_open_lines", summary="Source lines with something open")
def list_open_lines(request: HttpRequest, flow: str) -> Reply:
    """Lines of the flow's source type in a state that may flow, with ``open``; filters as in lists of lines."""
    return _open(actor_of(request), flow, query_of(request))


@router.post("/derive", operation_id="derive", summary="Make documents out of source lines")
def derive(request: HttpRequest, body: Derivation) -> Reply:
    """Groups and merges as the flow says; ``quantity`` left out takes all that is open."""
    actor = actor_of(request)
    takes = tuple(Take(each.line_id, each.quantity, each.inputs, each.back_to) for each in body.takes)
    return Reply(_derive(actor, takes, body), status=201)


@unit_of_work
def _derive(actor: Actor, takes: tuple[Take, ...], body: Derivation) -> list[dict[str, Any]]:
    """The documents and their reply in one transaction."""
    made = documents.derive(
        actor, body.flow, takes, values=body.values, inputs=body.inputs, into=body.into, confirmed=tuple(body.confirmed)
    )
    showing_files(actor, *made, strict=False)
    return shown_many(actor, made)


@router.get("/documents/{type}/{uuid:id}/flow", operation_id="get_flow", summary="Everything connected with it")
def get_flow(request: HttpRequest, type: str, id: UUID) -> dict[str, Any]:
    return _graph(actor_of(request), type, id)


@router.get("/documents/{type}/{uuid:id}/timeline", operation_id="get_timeline", summary="What happened, newest first")
def get_timeline(request: HttpRequest, type: str, id: UUID) -> list[dict[str, Any]]:
    return _timeline(actor_of(request), type, id)


@reading
def _graph(actor: Actor, type: str, id: UUID) -> dict[str, Any]:
    return graph_json(documents.flow_graph(actor, id, type_code=type), packaging.current(actor.tenant_id))


@reading
def _timeline(actor: Actor, type: str, id: UUID) -> list[dict[str, Any]]:
    return timeline_json(documents.timeline(actor, id, limit=MOST_MOMENTS, type_code=type))


@reading
def _open(actor: Actor, flow_code: str, query: Query) -> Reply:
    """A page of source lines, those without anything open left out."""
    flow = packaging.current(actor.tenant_id).flows.get(flow_code)
    if flow is None:
        raise UnknownFlow(flow_code[:63])
    if flow.source_states:
        states = Condition("state", "in", tuple(flow.source_states))
        query = replace(query, conditions=(*query.conditions, states))
    page = documents.list_lines(actor, flow.source, query)
    left = {
        each.line.id: each.open for each in documents.open_lines(actor, flow_code, [row["id"] for row in page.rows])
    }
    rows = [{**row, "open": left[row["id"]]} for row in page.rows if row["id"] in left]
    return Reply(rows, pagination_of(page))
