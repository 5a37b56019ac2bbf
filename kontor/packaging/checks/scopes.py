"""Which names an expression may use where, and what lies behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from kontor.packaging.columns import HEADER_FACTS, LINE_FACTS
from kontor.packaging.model import DocumentModel, EntityModel, FieldSet, Model


@dataclass(frozen=True, slots=True)
class Record:
    """A reference: deeper names are fields of the entity or document type it points to."""

    code: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A plain value: nothing lies deeper."""


@dataclass(frozen=True, slots=True)
class Open:
    """Anything may lie deeper (JSON values, settings)."""


Names: TypeAlias = "Mapping[str, Names | Record | Leaf | Open]"
Scope: TypeAlias = "dict[str, Names | Record | Leaf | Open]"
LEAF, OPEN = Leaf(), Open()

PERSON: Names = {"id": LEAF, "name": LEAF, "email": LEAF, "language": LEAF}
ORGANISATION: Names = {
    "id": LEAF, "code": LEAF, "name": LEAF, "kind": LEAF, "currency": LEAF, "parent": Record("organisation"),
    "timezone": LEAF, "path": OPEN, "data": OPEN,
}  # fmt: skip
STAMPS: Names = {
    "id": LEAF, "code": LEAF, "name": LEAF, "is_active": LEAF, "version": LEAF, "created_at": LEAF,
    "created_by": Record("user"), "updated_at": LEAF, "updated_by": Record("user"),
    "organisation": Record("organisation"),
}  # fmt: skip


def ambient(model: Model) -> Scope:
    """Names every expression may use."""
    return {
        "today": LEAF,
        "now": LEAF,
        "actor": {"id": LEAF, "name": LEAF, "organisation": Record("organisation"), "language": LEAF, "user": OPEN},
        "settings": dict.fromkeys(model.settings, OPEN),
    }


def fields_as_names(fields: FieldSet) -> Scope:
    """Field names with what lies behind each."""
    return {name: _behind(each.target, each.field.type) for name, each in fields.items()}


def _behind(target: str | None, type_code: str) -> Record | Leaf | Open:
    if target is not None:
        return Record(target)
    return OPEN if type_code in ("json", "multi_choice", "file", "image") else LEAF


def line_names(document: DocumentModel, model: Model) -> Scope:
    """What one line offers: fields, facts, and how far each flow is done."""
    flow: Names = {"quantity": LEAF, "amount": LEAF, "open": LEAF}
    flows = {each.flow: flow for each in (*model.flows_from(document.code), *model.flows_to(document.code))}
    return {**_facts(LINE_FACTS), **fields_as_names(document.lines), "flow": flows}


def document_names(document: DocumentModel, model: Model) -> Scope:
    """What a document offers: header fields, facts, lines, and itself before the change."""
    header = {**_facts(HEADER_FACTS), **fields_as_names(document.header)}
    lines = line_names(document, model)
    return {**ambient(model), **header, "lines": lines, "before": {**header, "lines": lines}}


def entity_names(entity: EntityModel, model: Model) -> Scope:
    """What a record of master data offers."""
    fields = {**STAMPS, **fields_as_names(entity.fields)}
    return {**ambient(model), **fields, "before": fields}


def _facts(facts: Mapping[str, str]) -> Scope:
    people = {"created_by": "user", "updated_by": "user", "organisation": "organisation"}
    return {name: Record(people[name]) if name in people else LEAF for name in facts}


def misstep(path: str, names: Names, model: Model) -> tuple[str, Iterable[str]] | None:
    """The first name of a dotted path that is not known there, with those that are; None when all is well."""
    here: Names | Record | Leaf | Open = names
    walked: list[str] = []
    for step in path.split("."):
        if isinstance(here, Open):
            return None
        if isinstance(here, Record):
            here = _behind_record(here.code, model)
        if isinstance(here, Open):
            return None
        if isinstance(here, Leaf):
            return f"{'.'.join(walked)}.{step}", walked[-1:]
        if step not in here and not (step.isdigit() and walked):
            return ".".join([*walked, step]), [".".join([*walked, each]) for each in here]
        walked.append(step)
        here = here.get(step, here)
    return None


def _behind_record(code: str, model: Model) -> Names | Open:
    if code == "user":
        return PERSON
    if code == "organisation":
        return ORGANISATION
    if (entity := model.entities.get(code)) is not None:
        return {**STAMPS, **fields_as_names(entity.fields)}
    if (document := model.documents.get(code)) is not None:
        return {**_facts(HEADER_FACTS), **fields_as_names(document.header)}
    return OPEN
