"""Values on their way into documents: types, defaults, formulas, references, what may be changed (P1).

The attributes engine knows the types; here the record stands in a living scope, so that a default or a formula sees
what was just written, and a path across a reference costs one query for the whole command.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kontor.documents.codec import codec_of
from kontor.documents.errors import problem_text
from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument, WorkingLine, same
from kontor.engines.access.api import FieldAccess
from kontor.engines.attributes import api as attributes
from kontor.kernel.errors import FieldProblem, ValidationFailed, ensure_valid
from kontor.kernel.expressions import Expression, ExpressionError, evaluate, truthy
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import FieldError
from kontor.packaging.model import CompiledAction, CompiledField, FieldSet
from kontor.packaging.schema import State
from kontor.tenancy import api as tenancy

Problems = list[FieldProblem]
_REQUIRED = Text(en="{field} is required", zh_hant="請填寫{field}")
_COMPUTED = Text(en="{field} is computed", zh_hant="{field} 由系統計算,不可輸入")


def read(fields: FieldSet, raw: Any, path: str) -> attributes.ParsedValues:
    """Typed values of what was given; unknown names and wrong types are problems at ``path`` + field."""
    return attributes.parse_given(fields, raw, path_prefix=path)


def coerce(field: CompiledField, value: Any, path: str = "") -> Any:
    """A value some expression or effect made, as the field's own type; empty becomes None.

    Raises:
        ValidationFailed: it does not fit; names the field.
    """
    if attributes.is_empty(value):
        return None
    try:
        return field.type.parse(value, field.options)
    except FieldError as mistake:
        raise ValidationFailed((mistake.at(f"{path}{field.name}"),)) from mistake


# --- defaults, visibility, requirement ----------------------------------------------------------------------------


def fill_defaults(fields: FieldSet, values: dict[str, Any], given: Iterable[str], scope: Mapping[str, Any]) -> None:
    """Defaults of fields that were left out, in the order of the form, so that one may read those above it."""
    told = frozenset(given)
    for name, field in fields.items():
        if name not in told and not field.is_computed and values.get(name) is None:
            values[name] = attributes.default_value(field, scope)


def complete(
    fields: FieldSet, values: dict[str, Any], scope: Mapping[str, Any], path: str, known: frozenset[str]
) -> Iterator[FieldProblem]:
    """Clear what is not visible; tell what is required and missing. ``known`` are paths that are already a problem."""
    for name, field in fields.items():
        if field.is_computed or f"{path}{name}" in known:
            continue
        visible = field.field.visible_when
        if visible is not None and not attributes.holds(visible, scope):
            values[name] = None
        elif attributes.is_empty(values.get(name)) and attributes.is_required(field, scope):
            yield FieldProblem(f"{path}{name}", "REQUIRED", _REQUIRED, {"field": field.label})


# --- what a person may change ---------------------------------------------------------------------------------------


def allowed_changes(
    fields: FieldSet,
    given: Mapping[str, Any],
    present: Mapping[str, Any],
    state: State | None,
    scope: Mapping[str, Any],
    path: str,
    rights: FieldAccess,
) -> tuple[dict[str, Any], Problems]:
    """The given values that really change something and may, and a problem for each that may not.

    ``state`` None: the record is being made. Sending back the very value that is there is no change. ``rights`` are
    those of the actor on single fields.
    """
    changes: dict[str, Any] = {}
    problems: Problems = []
    for name, value in given.items():
        field = fields[name]
        if same(value, present.get(name)):
            continue
        if not rights.is_writable(name):
            text = problem_text("FIELD_NOT_YOURS")
            problems.append(FieldProblem(f"{path}{name}", "FIELD_NOT_YOURS", text, {"field": field.label}))
        elif (problem := _not_editable(field, value, state, scope, f"{path}{name}")) is not None:
            problems.append(problem)
        elif not field.is_computed:
            changes[name] = value
    return changes, problems


def _not_editable(
    field: CompiledField, value: Any, state: State | None, scope: Mapping[str, Any], path: str
) -> FieldProblem | None:
    if field.is_computed:
        # A copy or a form sends back what was computed; in a new record that is no attempt to change it.
        return None if state is None else FieldProblem(path, "FIELD_COMPUTED", _COMPUTED, {"field": field.label})
    if state is not None and not state.editable and field.name not in state.editable_fields:
        facts = {"field": field.label, "state": state.state, "state_label": state.label}
        return FieldProblem(path, "STATE_NOT_EDITABLE", problem_text("STATE_NOT_EDITABLE"), facts)
    condition = field.field.editable_when
    if condition is None or attributes.holds(condition, scope):
        return None
    if state is None and (value is None or same(value, attributes.default_value(field, scope))):
        return None
    return FieldProblem(path, "FIELD_NOT_EDITABLE", problem_text("FIELD_NOT_EDITABLE"), {"field": field.label})


# --- references -----------------------------------------------------------------------------------------------------


def ask_references(session: Session, fields: FieldSet, values: Mapping[str, Any]) -> None:
    """Note every reference, so that the first question loads them all together."""
    for field in fields.references:
        session.references.ask(field, values.get(field.name))


def missing_references(
    session: Session, fields: FieldSet, values: Mapping[str, Any], path: str, only: Iterable[str] | None = None
) -> Problems:
    """A problem for each reference that points to nothing."""
    wanted = None if only is None else frozenset(only)
    problems: Problems = []
    for field in fields.references:
        value = values.get(field.name)
        if value is None or (wanted is not None and field.name not in wanted):
            continue
        if session.references.missing(field, value):
            facts = {"field": field.label, "kind_of": session.model.labels_of_kind(field.target or ""), "id": value}
            problems.append(
                FieldProblem(f"{path}{field.name}", "UNKNOWN_REFERENCE", problem_text("UNKNOWN_REFERENCE"), facts)
            )
    return problems


# --- formulas -------------------------------------------------------------------------------------------------------


def mark_stale(document: WorkingDocument) -> None:
    """A value changed: formulas are due."""
    document.stale = True


def mark_moved(document: WorkingDocument) -> None:
    """A state moved: formulas are due where they read states or flows."""
    if codec_of(document.model).follows_state:
        document.stale = True


def recompute(session: Session, document: WorkingDocument) -> None:
    """Every formula, lines before header; rounded by the company's rules.

    Raises:
        ValidationFailed: a formula cannot be computed; names the field.
    """
    if document.model.lines.formulas:
        for at, line in enumerate(document.lines):
            _compute(session, document.model.lines, line.values, session.scopes.line(line), document, f"lines[{at}].")
    if document.model.header.formulas:
        _compute(session, document.model.header, document.values, session.scopes.document(document), document, "")
    document.stale = False


def recompute_line(session: Session, line: WorkingLine) -> None:
    """The formulas of one line; the header's wait until everything is in."""
    document = line.document
    mark_stale(document)
    if document.model.lines.formulas:
        path = f"lines[{line.id}]."
        _compute(session, document.model.lines, line.values, session.scopes.line(line), document, path)


def recompute_stale(session: Session) -> None:
    """The formulas of every document whose values changed since they were computed."""
    for document in list(session.documents.values()):
        if document.stale:
            recompute(session, document)


def _compute(
    session: Session,
    fields: FieldSet,
    values: dict[str, Any],
    scope: Mapping[str, Any],
    document: WorkingDocument,
    path: str,
) -> None:
    rounding = _rounding(session, document)
    for field in fields.formulas:
        value = attributes.computed_value(field, scope, rounding, path)
        if not same(values.get(field.name), value) or values.get(field.name) is None:
            values[field.name] = value


def _rounding(session: Session, document: WorkingDocument) -> attributes.Rounding:
    policy = document.config.rounding
    currency = document.values.get("currency")
    by_company = any(rule.organisation is not None for rule in policy.rules)
    organisation = tenancy.organisations().get(document.organisation_id) if by_company or currency is None else None
    if currency is None:
        currency = _company_currency(document)
    code = organisation.code if organisation is not None and by_company else None
    return attributes.Rounding(policy, str(currency), code, document.type_code)


def _company_currency(document: WorkingDocument) -> str:
    """The currency of the books the document belongs to; nothing known gives the policy's default of two places."""
    tree = tenancy.organisations()
    present = tree.get(document.organisation_id)
    for each in reversed(present.path if present is not None else ()):
        if tree[each].currency:
            return str(tree[each].currency)
    return "USD"


# --- writing by engine and actions ----------------------------------------------------------------------------------


def set_exact(session: Session, document: WorkingDocument, changes: Mapping[str, Any]) -> None:
    """Header values the platform sets: rules, effects. Typed and checked for existence, not for editability."""
    _set(session, document.model.header, document.values, changes, document, "")


def set_exact_line(session: Session, line: WorkingLine, changes: Mapping[str, Any]) -> None:
    """Line values the platform sets."""
    _set(session, line.document.model.lines, line.values, changes, line.document, f"lines[{line.id}].")


def _set(
    session: Session,
    fields: FieldSet,
    values: dict[str, Any],
    changes: Mapping[str, Any],
    document: WorkingDocument,
    path: str,
) -> None:
    typed = {name: coerce(fields[name], value, path) for name, value in changes.items() if name in fields}
    if unknown := [name for name in changes if name not in fields]:
        raise ValidationFailed(tuple(read(fields, dict.fromkeys(unknown), path).problems))
    fresh = {name for name, value in typed.items() if not same(value, values.get(name))}
    ensure_valid(missing_references(session, fields, typed, path, fresh))
    values.update(typed)
    mark_stale(document)


def parse_inputs(
    session: Session, action: CompiledAction, raw: Any, scope: Mapping[str, Any]
) -> attributes.ParsedValues:
    """What a person filled in for an action: typed, defaulted, required ones there."""
    given = attributes.parse_given(action.inputs, raw, path_prefix="inputs.")
    problems = list(given.problems)
    bad = {each.path for each in problems}
    values = dict(given.values)
    for name, field in action.inputs.items():
        if name not in values and f"inputs.{name}" not in bad:
            default = attributes.default_value(field, scope)
            if default is not None:
                values[name] = default
        missing = attributes.is_empty(values.get(name))
        if missing and f"inputs.{name}" not in bad and attributes.is_required(field, scope):
            problems.append(FieldProblem(f"inputs.{name}", "REQUIRED", _REQUIRED, {"field": field.label}))
    return attributes.ParsedValues(values, tuple(problems))


def to_write(action: CompiledAction, inputs: Mapping[str, Any], fields: FieldSet) -> dict[str, Any]:
    """The inputs named like a field of the record, as that field holds them; what was left out stays.

    Raises:
        ValidationFailed: what fits the input does not fit the field.
    """
    return {
        name: coerce(fields[name], inputs[name], "inputs.")
        for name in action.inputs
        if name in fields and not fields[name].is_computed and inputs.get(name) is not None
    }


def evaluated(
    session: Session, expressions: Mapping[str, Expression], scope: Mapping[str, Any], path: str = ""
) -> dict[str, Any]:
    """The values of several expressions.

    Raises:
        ValidationFailed: one cannot be computed; names it.
    """
    found: dict[str, Any] = {}
    for name, expression in expressions.items():
        try:
            found[name] = evaluate(expression, scope)
        except ExpressionError as mistake:
            raise ValidationFailed((mistake.as_problem(f"{path}{name}"),)) from mistake
    return found


def true(expression: Expression | None, scope: Mapping[str, Any]) -> bool:
    """Whether a condition holds; no condition always does."""
    return expression is None or truthy(evaluate(expression, scope))


def positions(lines: Sequence[WorkingLine]) -> dict[Any, int]:
    """Line id → place in the list, for paths."""
    return {line.id: at for at, line in enumerate(lines)}
