"""From raw input to whole records: types, references, defaults, requirement, formulas – for many records at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kontor.engines.attributes import api as attributes
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.errors import FieldProblem, ValidationFailed
from kontor.masterdata import references
from kontor.masterdata.entities import current_model
from kontor.masterdata.errors import MISSING
from kontor.masterdata.tables import table
from kontor.packaging.model import EntityModel
from kontor.tenancy import api as tenancy


@dataclass(slots=True)
class Draft:
    """One record on its way in: what was given, what it was, and what it will be."""

    raw: Mapping[str, Any]
    path: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    """The record as it stands (a change); empty for a new one."""
    values: dict[str, Any] = field(default_factory=dict)
    """Fields that are written."""
    problems: list[FieldProblem] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """True where the record is being made."""
        return not self.before

    @property
    def whole(self) -> dict[str, Any]:
        """Every field as it will be."""
        return {**self.before, **self.values}


def validate(actor: Actor, entity: EntityModel, drafts: Sequence[Draft], *, trusted: bool = False) -> None:
    """Fill in ``values`` and ``problems`` of every draft; a fixed number of queries whatever their number."""
    ambient = ambient_scope(actor)
    for draft in drafts:
        given = attributes.parse_given(entity.fields, draft.raw, path_prefix=draft.path)
        draft.values, draft.problems = given.values, list(given.problems)
        if not trusted:
            _refuse_uneditable(entity, draft, ambient)
    scopes = [_scope(draft, ambient) for draft in drafts]
    wanted = attributes.wanted_paths(entity.fields, attributes.expressions_of(entity.fields))
    for _ in range(2 if wanted else 1):  # defaults may fill references whose fields other defaults read
        attributes.attach(scopes, entity.fields, wanted, current_model(), references.fetch)
        for draft, scope in zip(drafts, scopes, strict=True):
            if draft.is_new:
                draft.values = attributes.with_defaults(
                    entity.fields, {k: v for k, v in draft.values.items() if v is not None or k in draft.raw},
                    scope=scope, inside="top",
                )  # fmt: skip
                scope.update(draft.values)
    for draft, scope in zip(drafts, scopes, strict=True):
        _complete(entity, draft, scope)
    _check_references(entity, drafts)


def refuse(drafts: Sequence[Draft]) -> None:
    """Raise what is wrong with any of the drafts, all together.

    Raises:
        ValidationFailed: something is.
    """
    if problems := [each for draft in drafts for each in draft.problems]:
        raise ValidationFailed(problems)


def ambient_scope(actor: Actor) -> dict[str, Any]:
    """What every expression sees beside the record."""
    clock = current_clock()
    return {
        "today": clock.today(actor.timezone),
        "now": clock.now(),
        "actor": {
            "id": actor.user_id,
            "name": actor.name,
            "organisation": actor.organisation_id,
            "language": actor.language,
        },
        "settings": current_model().settings,
    }


def _scope(draft: Draft, ambient: Mapping[str, Any]) -> dict[str, Any]:
    return {**ambient, "before": draft.before, **draft.before, **draft.values}


def _refuse_uneditable(entity: EntityModel, draft: Draft, ambient: Mapping[str, Any]) -> None:
    before = {**ambient, **draft.before}
    parsed = attributes.parse_values(
        entity.fields, {name: draft.raw[name] for name in draft.values}, partial=True, scope=before,
        path_prefix=draft.path, enforce_required=False,
    )  # fmt: skip
    kept = set(parsed.values)
    draft.problems += [each for each in parsed.problems if each.code in ("FIELD_NOT_EDITABLE", "FIELD_COMPUTED")]
    draft.values = {name: value for name, value in draft.values.items() if name in kept}


def _complete(entity: EntityModel, draft: Draft, scope: dict[str, Any]) -> None:
    already = frozenset(each.path for each in draft.problems)
    done = attributes.check_complete(entity.fields, draft.values, scope=scope, path_prefix=draft.path, already=already)
    draft.values = done.values
    draft.problems += done.problems
    scope.update(done.values)
    if not draft.problems:
        draft.values |= attributes.compute(entity.fields, scope, _rounding(draft), path_prefix=draft.path)
        draft.problems += _needed_by_the_table(entity, draft)


def _needed_by_the_table(entity: EntityModel, draft: Draft) -> list[FieldProblem]:
    """A column that cannot be empty is required even where a pack forgot to say so."""
    needed = table(entity.table).needed
    whole = draft.whole
    return [
        FieldProblem(f"{draft.path}{name}", "REQUIRED", MISSING, {"field": each.label})
        for name, each in entity.fields.items()
        if each.column in needed and name not in ("code", "name") and whole.get(name) is None
    ]


def _check_references(entity: EntityModel, drafts: Sequence[Draft]) -> None:
    by_path = {draft.path: draft for draft in drafts}
    problems = references.missing(entity.fields, ((draft.path, draft.values) for draft in drafts))
    for problem in problems:
        name = problem.path.rpartition(".")[2]
        draft = by_path.get(problem.path.removesuffix(name)) or drafts[0]
        draft.problems.append(problem)


def _rounding(draft: Draft) -> attributes.Rounding:
    currency = draft.whole.get("currency") or _home_currency()
    return attributes.Rounding(current_model().rounding, currency=currency)


def _home_currency() -> str:
    companies = [each for each in tenancy.organisations().values() if each.currency]
    return companies[0].currency if companies else "USD"
