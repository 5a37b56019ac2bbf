"""Reading: one document, what can be done with it, why or why not, where it flowed, what happened (P2, P3, P7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.documents.contracts import DocumentActions, Edge, FlowGraph, Moment, Node, OpenLine
from kontor.documents.services import check, derive, fire, fire_lines, tolerance
from kontor.documents.session import Session
from kontor.documents.store import read
from kontor.documents.working import WorkingDocument, WorkingLine
from kontor.engines.access import api as access
from kontor.engines.events import api as events
from kontor.engines.rules import api as rules
from kontor.engines.workflow.contracts import ActionState
from kontor.engines.workflow.decisions import authority_of, available, find_action, problem_of, refusal
from kontor.packaging.model import CompiledAction, CompiledWorkflow

MOST_NODES = 500


def load_labels(session: Session, document: WorkingDocument) -> None:
    """Look up every reference of the document, so that its labels are known; one query per kind."""
    for field in document.model.header.references:
        session.references.ask(field, document.values.get(field.name))
        session.references.find(field, document.values.get(field.name))
    for field in document.model.lines.references:
        for line in document.lines:
            session.references.find(field, line.values.get(field.name))


def actions(session: Session, document: WorkingDocument, *, everything: bool) -> DocumentActions:
    """Every action people may see, allowed or with the reason why not."""
    model = document.model
    subject = fire.subject_of(session, document)
    header = available(model.workflow, subject, session.powers, model.header, everything=everything)
    lines: dict[UUID, tuple[ActionState, ...]] = {}
    if model.line_workflow is not None:
        for line in document.lines:
            about = fire_lines.subject_of(session, line)
            found = available(model.line_workflow, about, session.powers, model.lines, everything=everything)
            lines[line.id] = tuple(found)
    return DocumentActions(tuple(_with_lines(session, document, each) for each in header), lines)


def _with_lines(session: Session, document: WorkingDocument, state: ActionState) -> ActionState:
    """An action that lines would refuse when it is carried to them is refused with their reason."""
    action = document.model.workflow.actions[state.action]
    if not state.allowed or not action.lines:
        return state
    problem = fire.refused_by_lines(session, document, action)
    return state if problem is None else replace(state, allowed=False, reason=problem_of(problem))


def explain(session: Session, document: WorkingDocument, code: str, line: WorkingLine | None) -> dict[str, Any]:
    """Why an action is possible or not: the refusal, the grants looked at, and every rule that has a say."""
    subject = fire.subject_of(session, document) if line is None else fire_lines.subject_of(session, line)
    workflow = document.model.workflow if line is None else fire_lines.workflow_of(document)
    fields = document.model.header if line is None else document.model.lines
    action = find_action(workflow, document.type_code, code)
    problem = refusal(workflow, action, subject, session.powers, fields)
    return {
        "action": action.action,
        "allowed": problem is None,
        "reason": None if problem is None else problem_of(problem),
        "state": subject.state,
        "from": action.from_,
        "permission": access.explain(session.actor, action.permission, subject.record),
        "limit": _limit(session, action, subject.scope),
        "rules": _rules(document, action, subject.scope),
        "guards": _guards(workflow, action),
    }


def _limit(session: Session, action: CompiledAction, scope: Mapping[str, Any]) -> dict[str, Any] | None:
    return None if action.authority is None else authority_of(action, scope, session.powers)


def _rules(document: WorkingDocument, action: CompiledAction, scope: Mapping[str, Any]) -> tuple[Any, ...]:
    known = document.config.rules_for(document.type_code, "before_action")
    return rules.explain(known, "before_action", scope, action=action.action) if known else ()


def _guards(workflow: CompiledWorkflow, action: CompiledAction) -> list[dict[str, Any]]:
    return [{"code": guard.code, "message": guard.message, "when": guard.when.raw} for guard in action.guards]


def open_lines(session: Session, flow_code: str, line_ids: Iterable[UUID]) -> list[OpenLine]:
    """What is open of the given source lines for a flow; lines that cannot flow now are left out."""
    flow = derive.flow_of(session, flow_code)
    found = []
    for line in session.load_lines(line_ids).values():
        if line.document.type_code != flow.source or not check.readable(session, line.document):
            continue
        state = line.state if line.document.model.line_workflow else line.document.state
        left = tolerance.still_open(session, flow, line)
        if left > 0 and not line.is_dead and (not flow.source_states or state in flow.source_states):
            found.append(OpenLine(session.view(line.document), session.view_line(line), left))
    return found


# --- flow graph -----------------------------------------------------------------------------------------------------

_GRAPH = """
WITH RECURSIVE reach (id, hops) AS (
  SELECT %s::uuid, 0
  UNION
  SELECT CASE WHEN r.hops >= 0 AND f.source_document_id = r.id THEN f.target_document_id ELSE f.source_document_id END,
         CASE WHEN r.hops >= 0 AND f.source_document_id = r.id THEN r.hops + 1 ELSE r.hops - 1 END
  FROM reach r JOIN flow_link f ON f.tenant_id = (SELECT public.kontor_tenant())
    AND ((r.hops >= 0 AND f.source_document_id = r.id) OR (r.hops <= 0 AND f.target_document_id = r.id))
  WHERE abs(r.hops) < 12
)
SELECT id, (array_agg(hops ORDER BY abs(hops)))[1] FROM reach GROUP BY id ORDER BY 2 LIMIT %s
"""
_EDGES = """
SELECT f.flow, f.source_document_id, f.source_line_id, s.line_no, f.target_document_id, f.target_line_id, t.line_no,
       f.quantity, f.amount, f.returned_quantity, f.released_at IS NOT NULL
FROM flow_link f
JOIN document_line s ON s.tenant_id = f.tenant_id AND s.id = f.source_line_id
JOIN document_line t ON t.tenant_id = f.tenant_id AND t.id = f.target_line_id
WHERE f.tenant_id = (SELECT public.kontor_tenant())
  AND f.source_document_id = ANY(%s) AND f.target_document_id = ANY(%s)
ORDER BY f.created_at, f.id
"""


def flow_graph(session: Session, document: WorkingDocument) -> FlowGraph:
    """Everything upstream and downstream of a document; what the actor may not read shows only that it is there."""
    with connection.cursor() as cursor:
        cursor.execute(_GRAPH, [document.id, MOST_NODES])
        hops: dict[UUID, int] = dict(cursor.fetchall())
        ids = list(hops)
        cursor.execute(_EDGES, [ids, ids])
        edges = tuple(Edge(*row) for row in cursor.fetchall())
    heads = read.load(ids, session.configuration, lock=False, with_lines=False)
    nodes = tuple(_node(session, heads[each], at) for each, at in hops.items() if each in heads)
    return FlowGraph(nodes, edges)


def _node(session: Session, document: WorkingDocument, hops: int) -> Node:
    readable = check.readable(session, document)
    return Node(
        document_id=document.id,
        type_code=document.type_code,
        number=document.number if readable else "",
        state=document.state if readable else "",
        standard_status=document.standard_status if readable else "",
        total_amount=document.values.get("total_amount") if readable else None,
        currency=_text(document.values.get("currency")) if readable else None,
        hops=hops,
        readable=readable,
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


# --- timeline -------------------------------------------------------------------------------------------------------


def timeline(session: Session, document: WorkingDocument, limit: int | None) -> list[Moment]:
    """What happened to the document, newest first; fields hidden from the actor are hidden in its past too."""
    rights = session.fields(document.type_code)
    hidden = {name for name in rights.rights if not rights.is_visible(name)}
    return [_moment(each, hidden) for each in events.history(document.id, limit=limit)]


def _moment(event: events.Event, hidden: Collection[str]) -> Moment:
    data = _seen(event.data, hidden)
    return Moment(
        id=event.id,
        at=event.recorded_at,
        actor_id=event.user_id,
        actor_name=event.user_name,
        on_behalf_of=event.on_behalf_of,
        kind=event.kind,
        action=data.pop("action", None),
        comment=data.pop("comment", "") or "",
        before=_seen(event.before, hidden),
        after=_seen(event.after, hidden),
        data=data,
    )


def _seen(values: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    """The values without the hidden ones, inside lines and inputs too."""
    return {
        name: _seen(value, hidden) if isinstance(value, Mapping) else value
        for name, value in values.items()
        if name not in hidden
    }
