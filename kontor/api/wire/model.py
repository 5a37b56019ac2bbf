"""The compiled model as the client renders from it: ``GET /model``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kontor.kernel.expressions import Expression
from kontor.packaging import schema
from kontor.packaging.model import (
    CompiledAction,
    CompiledField,
    CompiledWorkflow,
    DocumentModel,
    EntityModel,
    FieldSet,
    Model,
)

#: Settings only the server reads: names listed here, or under ``private`` in the settings themselves.
PRIVATE_SETTINGS = frozenset({"private", "aliases"})


def model_json(model: Model) -> dict[str, Any]:
    """Everything a client draws from; texts in every language, expressions as JSONLogic."""
    return {
        "version": str(model.version_id),
        "navigation": [part(each) for each in sorted(model.navigation, key=lambda app: app.order)],
        "documents": {code: document_json(each, model) for code, each in model.documents.items()},
        "entities": {code: entity_json(each) for code, each in model.entities.items()},
        "flows": {code: _flow(each) for code, each in model.flows.items()},
        "processes": {code: part(each) for code, each in model.processes.items()},
        "inboxes": [part(each) for each in sorted(model.inboxes, key=lambda inbox: inbox.order)],
        "settings": public_settings(model),
        "permissions": {name: text.to_mapping() for name, text in model.permissions.items()},
        "packs": {code: head.version for code, head in model.packs.items()},
    }


def document_json(document: DocumentModel, model: Model) -> dict[str, Any]:
    """One document type."""
    kind = document.type
    return {
        "label": kind.label.to_mapping(),
        "plural": kind.plural.to_mapping(),
        "description": kind.description.to_mapping() if kind.description else None,
        "icon": kind.icon,
        "app": kind.app,
        "title": kind.title,
        "header": fields_json(document.header),
        "lines": fields_json(document.lines),
        "line_label": kind.line_label.to_mapping() if kind.line_label else None,
        "workflow": workflow_json(document.workflow),
        "line_workflow": workflow_json(document.line_workflow) if document.line_workflow else None,
        "numbering": part(kind.numbering),
        "list": part(kind.list),
        "form": part(kind.form),
        "prints": [{"print": each.print, "label": each.label.to_mapping()} for each in kind.prints],
        "flows_from": [_flow(each) for each in model.flows_from(document.code)],
        "flows_to": [_flow(each) for each in model.flows_to(document.code)],
    }


def entity_json(entity: EntityModel) -> dict[str, Any]:
    """One kind of master data."""
    kind = entity.entity
    return {
        "label": kind.label.to_mapping(),
        "plural": kind.plural.to_mapping(),
        "icon": kind.icon,
        "app": kind.app,
        "title": kind.title,
        "key": kind.key,
        "fields": fields_json(entity.fields),
        "list": part(kind.list),
        "form": part(kind.form),
    }


def fields_json(fields: FieldSet) -> list[dict[str, Any]]:
    """Fields in the order of the screen."""
    return [field_json(each) for each in fields.values()]


def field_json(compiled: CompiledField) -> dict[str, Any]:
    """One field; ``options`` as its type describes them to clients."""
    field = compiled.field
    options = dict(compiled.type.client_options(compiled.options))
    if compiled.target is not None:
        options.setdefault("to", compiled.target)
    return {
        "name": field.name,
        "type": field.type,
        "label": field.label.to_mapping(),
        "help": field.help.to_mapping() if field.help else None,
        "required": field.required,
        "required_when": _raw(field.required_when),
        "default": field.default,
        "default_when": _raw(field.default_when),
        "visible_when": _raw(field.visible_when),
        "editable_when": _raw(field.editable_when),
        "formula": _raw(field.formula),
        "computed": compiled.is_computed,
        "round": field.round,
        "filterable": field.filterable,
        "sortable": field.sortable,
        "searchable": field.searchable,
        "unique": field.unique,
        "group": field.group,
        "options": options,
    }


def workflow_json(workflow: CompiledWorkflow) -> dict[str, Any]:
    """States in order and the actions people may see; actions of the engine itself stay inside."""
    return {
        "workflow": workflow.workflow,
        "label": workflow.label.to_mapping(),
        "initial": workflow.initial,
        "states": [part(each) for each in workflow.states.values()],
        "actions": [action_json(each) for each in workflow.actions.values() if not each.system],
    }


def action_json(action: CompiledAction) -> dict[str, Any]:
    """One action with the inputs it asks for."""
    return {
        "action": action.action,
        "label": action.label.to_mapping(),
        "from": list(action.from_),
        "to": action.to,
        "permission": action.permission,
        "inputs": fields_json(action.inputs),
        "required": list(action.required),
        "comment": action.comment,
        "style": action.style,
        "bulk": action.bulk,
        "lines": [{"action": each.action} for each in action.lines],
    }


def public_settings(model: Model) -> Mapping[str, Any]:
    """Settings expressions in the client may read."""
    named = model.settings.get("private", ())
    hidden = PRIVATE_SETTINGS | frozenset(named if isinstance(named, list | tuple) else ())
    return {name: value for name, value in model.settings.items() if name not in hidden}


def part(piece: schema.PackPart) -> dict[str, Any]:
    """A piece of a pack as its own data, aliases as written in packs."""
    return piece.model_dump(mode="json", by_alias=True)


def _flow(flow: schema.Flow) -> dict[str, Any]:
    return {
        "flow": flow.flow,
        "label": flow.label.to_mapping(),
        "source": flow.source,
        "target": flow.target,
        "source_states": list(flow.source_states),
        "returns": flow.returns,
    }


def _raw(expression: Expression | None) -> Any:
    return expression.raw if expression is not None else None
