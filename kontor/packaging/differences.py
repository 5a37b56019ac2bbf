"""What differs between two models, part by part and key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kontor.kernel.jsonvalues import to_json
from kontor.packaging.model import Model


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: ``path`` such as ``documents.requisition.header.title.label.en``."""

    change: Literal["added", "removed", "changed"]
    path: str
    before: Any = None
    after: Any = None


def differences(before: Model, after: Model) -> list[Difference]:
    """Every change from one model to another, in the order of the parts."""
    return list(_compare("", _plain(before), _plain(after)))


def _plain(model: Model) -> dict[str, Any]:
    """A model as nested mappings; lists of named parts become mappings by name."""
    return {
        "documents": {code: _named(each.type) for code, each in model.documents.items()},
        "entities": {code: _named(each.entity) for code, each in model.entities.items()},
        "workflows": {
            f"{code}.{part}": _workflow(workflow)
            for code, each in model.documents.items()
            for part, workflow in (("header", each.workflow), ("lines", each.line_workflow))
            if workflow is not None
        },
        "flows": {code: _named(each) for code, each in model.flows.items()},
        "rules": {each.rule.rule: _named(each.rule) for each in model.rules},
        "roles": {code: _named(each) for code, each in model.roles.items()},
        "postings": {code: _named(each) for code, each in model.postings.items()},
        "navigation": {each.app: _named(each) for each in model.navigation},
        "processes": {code: _named(each) for code, each in model.processes.items()},
        "inboxes": {each.inbox: _named(each) for each in model.inboxes},
        "settings": to_json(dict(model.settings)),
    }


def _workflow(workflow: Any) -> Any:
    states = {code: _named(each) for code, each in workflow.states.items()}
    actions = {
        code: {"label": each.label.to_mapping(), "from": list(each.from_), "to": each.to, "permission": each.permission}
        for code, each in workflow.actions.items()
    }
    return {"initial": workflow.initial, "states": states, "actions": actions}


def _named(part: Any) -> Any:
    return _by_name(part.model_dump(mode="json", by_alias=True, exclude_defaults=True))


_NAMES = ("name", "state", "action", "print", "view", "step")


def _by_name(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _by_name(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        for key in _NAMES:
            if value and all(isinstance(each, Mapping) and isinstance(each.get(key), str) for each in value):
                return {each[key]: _by_name(each) for each in value}
        return [_by_name(each) for each in value]
    return value


def _compare(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        yield Difference("changed", path, before, after)
        return
    for key in dict.fromkeys([*before, *after]):
        below = f"{path}.{key}" if path else str(key)
        if key not in before:
            yield Difference("added", below, None, after[key])
        elif key not in after:
            yield Difference("removed", below, before[key], None)
        else:
            yield from _compare(below, before[key], after[key])
