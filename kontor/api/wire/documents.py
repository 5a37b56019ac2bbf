"""Documents, their actions, graphs and timelines as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from kontor.api.wire.values import labels_of, values_json
from kontor.documents.contracts import ActionState, Document, DocumentActions, FlowGraph, Line, Moment
from kontor.engines.access.api import MASK
from kontor.packaging.model import DocumentModel, FieldSet, Model


def document_json(document: Document, kind: DocumentModel, model: Model, people: Mapping[UUID, str]) -> dict[str, Any]:
    """One document with its lines; ``labels`` beside ``values`` say what references show."""
    return {
        "id": document.id,
        "type": document.type_code,
        "number": document.number,
        "state": document.state,
        "standard_status": document.standard_status,
        "version": document.version,
        "organisation_id": document.organisation_id,
        "values": values_json(document.values, kind.header) | _masked(document, kind.header),
        "labels": labels_of(document.values, kind.header, document.labels),
        "lines": [
            line_json(each, kind.lines, document.labels, _masked(document, kind.lines)) for each in document.lines
        ],
        "progress": progress_json(document, model),
        "created_at": document.created_at,
        "created_by": document.created_by,
        "created_by__label": people.get(document.created_by, ""),
        "updated_at": document.updated_at,
        "updated_by": document.updated_by,
        "updated_by__label": people.get(document.updated_by, ""),
    }


def _masked(document: Document, fields: FieldSet) -> dict[str, str]:
    """Fields the reader may only know to be there."""
    return {name: MASK for name in document.masked if name in fields}


def line_json(
    line: Line, fields: FieldSet, labels: Mapping[UUID, str], masked: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """One line; ``flows`` tell what of it went where and what is still open."""
    return {
        "id": line.id,
        "line_no": line.line_no,
        "state": line.state,
        "version": line.version,
        "values": values_json(line.values, fields) | dict(masked or {}),
        "labels": labels_of(line.values, fields, labels),
        "flows": {
            code: {"quantity": done.quantity, "amount": done.amount, "open": done.open}
            for code, done in line.flows.items()
        },
    }


def progress_json(document: Document, model: Model) -> list[dict[str, Any]]:
    """For each process over this type: how many lines stand at each step (R13)."""
    standing = Counter(line.state for line in document.lines)
    return [
        {
            "process": process.process,
            "steps": [
                {"step": step.step, "lines": sum(standing[state] for state in step.states)} for step in process.steps
            ],
        }
        for process in model.processes.values()
        if process.document == document.type_code
    ]


def actions_json(actions: DocumentActions, language: str) -> dict[str, Any]:
    """Every action with *allowed*, or the sentence why not."""
    return {
        "header": [action_json(each, language) for each in actions.header if each.shown],
        "lines": {
            str(line_id): [action_json(each, language) for each in states if each.shown]
            for line_id, states in actions.lines.items()
        },
    }


def action_json(state: ActionState, language: str) -> dict[str, Any]:
    """One action as a button needs it."""
    return {
        "action": state.action,
        "label": state.label.to_mapping(),
        "allowed": state.allowed,
        "reason": state.reason.message(language) if state.reason else None,
        "reason_code": state.reason.code if state.reason else None,
        "reason_facts": dict(state.reason.facts) if state.reason else None,
        "inputs": [
            {
                "name": each.name,
                "type": each.type,
                "label": each.label.to_mapping(),
                "required": each.required,
                "value": each.value,
            }
            for each in state.inputs
        ],
        "comment": state.comment,
        "style": state.style,
        "bulk": state.bulk,
        "to": state.to,
    }


def graph_json(graph: FlowGraph, model: Model) -> dict[str, Any]:
    """Nodes and edges of a flow graph; of documents the reader may not see only that they exist."""
    return {
        "nodes": [
            {
                "id": node.document_id,
                "type": node.type_code,
                "type_label": model.labels_of_kind(node.type_code).to_mapping(),
                "number": node.number if node.readable else None,
                "state": node.state if node.readable else None,
                "standard_status": node.standard_status,
                "total_amount": node.total_amount if node.readable else None,
                "currency": node.currency if node.readable else None,
                "hops": node.hops,
                "readable": node.readable,
            }
            for node in graph.nodes
        ],
        "edges": [
            {
                "flow": edge.flow,
                "label": model.flows[edge.flow].label.to_mapping() if edge.flow in model.flows else None,
                "source": edge.source_document_id,
                "target": edge.target_document_id,
                "source_line_id": edge.source_line_id,
                "source_line_no": edge.source_line_no,
                "target_line_id": edge.target_line_id,
                "target_line_no": edge.target_line_no,
                "quantity": edge.quantity,
                "amount": edge.amount,
                "returned_quantity": edge.returned_quantity,
                "is_released": edge.is_released,
            }
            for edge in graph.edges
        ],
    }


def timeline_json(moments: Sequence[Moment]) -> list[dict[str, Any]]:
    """What happened, newest first, as the events engine tells it."""
    return [
        {
            "id": moment.id,
            "at": moment.at,
            "actor_id": moment.actor_id,
            "actor": moment.actor_name,
            "on_behalf_of": moment.on_behalf_of,
            "kind": moment.kind,
            "action": moment.action,
            "comment": moment.comment,
            "before": moment.before,
            "after": moment.after,
            "data": moment.data,
        }
        for moment in moments
    ]
