"""The compiled model: what packs and a tenant's overlay mean together. Immutable; every engine reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from kontor.kernel.expressions import Expression
from kontor.kernel.rounding import RoundingPolicy
from kontor.kernel.text import Text
from kontor.packaging import schema
from kontor.packaging.attribute_types import AnyType, TypeOptions


@dataclass(frozen=True, slots=True)
class CompiledField:
    """A field with its type and validated options; ``column`` is the SQL column it lives in, None for ``data``."""

    field: schema.Field
    type: AnyType
    options: TypeOptions
    column: str | None = None
    target: str | None = None
    """Entity or document type a reference points to."""
    refer_by: str = "id"
    """Whether a reference holds the target's ``id`` or its ``key``."""

    @property
    def name(self) -> str:
        """The field's code."""
        return self.field.name

    @property
    def label(self) -> Text:
        """The field's label."""
        return self.field.label

    @property
    def is_column(self) -> bool:
        """True where the value has a column of its own."""
        return self.column is not None

    @property
    def is_computed(self) -> bool:
        """True where a formula gives the value."""
        return self.field.formula is not None

    @property
    def is_indexed(self) -> bool:
        """True where the value is also written to ``attribute_index``: wanted by lists and not a column."""
        wanted = self.field.filterable or self.field.sortable or self.field.unique
        return wanted and self.column is None and self.type.index_kind is not None


class FieldSet(Mapping[str, CompiledField]):
    """The fields of a header, a line, an entity or an action's inputs, in the order of the screen."""

    def __init__(self, fields: Mapping[str, CompiledField] | None = None, formula_order: tuple[str, ...] = ()) -> None:
        self._fields = dict(fields or {})
        self._formula_order = formula_order

    def __getitem__(self, name: str) -> CompiledField:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    @cached_property
    def formulas(self) -> tuple[CompiledField, ...]:
        """Computed fields, each after those it reads."""
        computed = [name for name, each in self._fields.items() if each.is_computed]
        order = [name for name in self._formula_order if name in computed]
        return tuple(self._fields[name] for name in [*order, *(each for each in computed if each not in order)])

    @cached_property
    def indexed(self) -> tuple[CompiledField, ...]:
        """Fields kept in ``attribute_index``."""
        return tuple(each for each in self._fields.values() if each.is_indexed)

    @cached_property
    def references(self) -> tuple[CompiledField, ...]:
        """Fields that point to other records."""
        return tuple(each for each in self._fields.values() if each.target is not None)

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Field → SQL column, for fields that have one."""
        return {name: each.column for name, each in self._fields.items() if each.column is not None}


@dataclass(frozen=True, slots=True)
class CompiledEffect:
    """An effect with its options validated by the model the effect declared."""

    effect: str
    when: Expression | None
    options: BaseModel | Mapping[str, Any]
    raw_options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CompiledAction:
    """An action of one document type: as in the schema, with its permission resolved and inputs compiled."""

    action: str
    label: Text
    from_: tuple[str, ...]
    to: str | None
    permission: str
    system: bool
    guards: tuple[schema.Guard, ...]
    show_when: Expression | None
    required: tuple[str, ...]
    inputs: FieldSet
    comment: str
    lines: tuple[schema.LineCascade, ...]
    effects: tuple[CompiledEffect, ...]
    distinct_from: tuple[str, ...]
    authority: schema.AuthorityUse | None
    style: str
    bulk: bool


@dataclass(frozen=True, slots=True)
class CompiledAutomatic:
    """A step a record takes by itself."""

    from_: tuple[str, ...]
    to: str
    when: Expression
    effects: tuple[CompiledEffect, ...]


@dataclass(frozen=True)
class CompiledWorkflow:
    """The workflow of one document type's header (or lines)."""

    workflow: str
    label: Text
    initial: str
    states: Mapping[str, schema.State]
    actions: Mapping[str, CompiledAction]
    automatic: tuple[CompiledAutomatic, ...] = ()
    on_lines: bool = False

    @cached_property
    def _by_state(self) -> Mapping[str, tuple[CompiledAction, ...]]:
        return {
            state: tuple(each for each in self.actions.values() if state in each.from_ or "any" in each.from_)
            for state in self.states
        }

    def actions_from(self, state: str) -> tuple[CompiledAction, ...]:
        """Actions that may start in ``state``, in the order of the pack. ``from: [any]`` means every state."""
        return self._by_state.get(state, ())


@dataclass(frozen=True)
class DocumentModel:
    """A document type ready to run: extensions applied, fields and workflows compiled."""

    type: schema.DocumentType
    header: FieldSet
    lines: FieldSet
    workflow: CompiledWorkflow
    line_workflow: CompiledWorkflow | None
    pack: str

    @property
    def code(self) -> str:
        """The type's code."""
        return self.type.document

    @property
    def label(self) -> Text:
        """What people call one of it."""
        return self.type.label

    @property
    def has_lines(self) -> bool:
        """Whether the type has lines at all."""
        return len(self.lines) > 0


@dataclass(frozen=True)
class EntityModel:
    """A kind of master data ready to run."""

    entity: schema.Entity
    fields: FieldSet
    pack: str

    @property
    def code(self) -> str:
        """The entity's code."""
        return self.entity.entity

    @property
    def label(self) -> Text:
        """What people call one of it."""
        return self.entity.label

    @property
    def table(self) -> str:
        """The table its records live in; ``record`` for generic ones."""
        return self.entity.table or "record"


@dataclass(frozen=True, slots=True)
class CompiledRuleAction:
    """``do`` of a rule with its options validated by the model the action declared."""

    do: str
    options: BaseModel | Mapping[str, Any]
    raw_options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule of a document type or entity."""

    rule: schema.Rule
    actions: tuple[CompiledRuleAction, ...]
    pack: str


@dataclass(frozen=True, slots=True)
class CompiledPrint:
    """A printable form: ``files`` are the templates of its pack by path, ``template`` names the main one."""

    print: schema.Print
    document: str
    template: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class Model:
    """Everything a tenant's configuration says, compiled. Equal sources give an equal ``content_hash``."""

    content_hash: str
    version_id: UUID | None = None
    number: int = 0
    packs: Mapping[str, schema.PackHead] = field(default_factory=dict)
    documents: Mapping[str, DocumentModel] = field(default_factory=dict)
    entities: Mapping[str, EntityModel] = field(default_factory=dict)
    flows: Mapping[str, schema.Flow] = field(default_factory=dict)
    rules: tuple[CompiledRule, ...] = ()
    roles: Mapping[str, schema.Role] = field(default_factory=dict)
    postings: Mapping[str, schema.PostingProfile] = field(default_factory=dict)
    navigation: tuple[schema.NavigationApp, ...] = ()
    processes: Mapping[str, schema.Process] = field(default_factory=dict)
    inboxes: tuple[schema.Inbox, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    masterdata: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    prints: Mapping[tuple[str, str], CompiledPrint] = field(default_factory=dict)
    permissions: Mapping[str, Text] = field(default_factory=dict)
    """Every permission the model knows, with a label for the permission matrix."""
    rounding: RoundingPolicy = field(default_factory=RoundingPolicy)

    def flows_from(self, document: str) -> tuple[schema.Flow, ...]:
        """Flows whose source is ``document``."""
        return self._flows_by_source.get(document, ())

    def flows_to(self, document: str) -> tuple[schema.Flow, ...]:
        """Flows whose target is ``document``."""
        return self._flows_by_target.get(document, ())

    def rules_for(self, document: str, trigger: str, action: str | None = None) -> tuple[CompiledRule, ...]:
        """Rules on a type for a trigger, by priority; with ``action``, those for it and those for every action."""
        found = self._rules_by_trigger.get((document, trigger), ())
        return found if action is None else tuple(each for each in found if each.rule.action in (None, action))

    def postings_of(self, document: str) -> tuple[schema.PostingProfile, ...]:
        """Posting profiles of a document type."""
        return tuple(each for each in self.postings.values() if each.document == document)

    def labels_of_kind(self, code: str) -> Text:
        """What people call a document type or entity."""
        if (document := self.documents.get(code)) is not None:
            return document.label
        return self.entities[code].label if code in self.entities else Text(en=code, zh_hant=code)

    @cached_property
    def _flows_by_source(self) -> Mapping[str, tuple[schema.Flow, ...]]:
        return {code: tuple(f for f in self.flows.values() if f.source == code) for code in self.documents}

    @cached_property
    def _flows_by_target(self) -> Mapping[str, tuple[schema.Flow, ...]]:
        return {code: tuple(f for f in self.flows.values() if f.target == code) for code in self.documents}

    @cached_property
    def _rules_by_trigger(self) -> Mapping[tuple[str, str], tuple[CompiledRule, ...]]:
        grouped: dict[tuple[str, str], list[CompiledRule]] = {}
        for each in sorted(self.rules, key=lambda rule: (rule.rule.priority, rule.rule.rule)):
            grouped.setdefault((each.rule.on, each.rule.trigger), []).append(each)
        return {key: tuple(rules) for key, rules in grouped.items()}
