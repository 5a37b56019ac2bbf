"""From raw input to typed values: unknown names, types, defaults, visibility, requirement, editability (P1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kontor.engines.attributes.contracts import Inside, ParsedValues, Values
from kontor.engines.attributes.validators import validators
from kontor.kernel.errors import FieldProblem
from kontor.kernel.expressions import Expression, ExpressionError, evaluate, truthy
from kontor.kernel.registry import nearest
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import FieldError
from kontor.packaging.model import CompiledField

Fields = Mapping[str, CompiledField]

UNKNOWN = Text(en="there is no field “{field}”{hint}", zh_hant="沒有「{field}」這個欄位{hint}")
REQUIRED = Text(en="{field} is required", zh_hant="請填寫{field}")
NOT_EDITABLE = Text(en="{field} cannot be changed here", zh_hant="{field} 目前不可修改")
COMPUTED = Text(en="{field} is computed", zh_hant="{field} 由系統計算,不可輸入")
NOT_A_RECORD = Text(en="expected an object of fields", zh_hant="應為欄位與值的物件")

_ABSENT = object()


def parse_values(
    fields: Fields,
    raw: Mapping[str, Any],
    *,
    partial: bool = False,
    scope: Mapping[str, Any] | None = None,
    path_prefix: str = "",
    inside: Inside = "top",
    trusted: bool = False,
    enforce_required: bool = True,
) -> ParsedValues:
    """Typed values of one record, complete with defaults; problems carry the path ``path_prefix + field``.

    ``scope`` is what expressions see; the record as it was stands in it at ``inside``. ``partial``: a change, so no
    defaults and only given fields in the result. ``trusted``: the engine itself writes (flows, imports of history),
    so ``editable_when`` does not apply. Empty texts and lists count as nothing.
    """
    around = dict(scope or {})
    before = _before(around, inside)
    given = parse_given(fields, raw, path_prefix=path_prefix)
    problems = list(given.problems)
    values = dict(given.values)
    if not trusted:
        problems += _refuse_uneditable(fields, values, before, around, inside, path_prefix, partial=partial)
    if not partial:
        values = with_defaults(fields, values, scope=around, inside=inside)
    completed = check_complete(
        fields, values, scope=around, path_prefix=path_prefix, inside=inside, enforce_required=enforce_required,
        already=frozenset(each.path for each in problems),
    )  # fmt: skip
    return ParsedValues(completed.values, (*problems, *completed.problems))


def parse_given(fields: Fields, raw: Any, *, path_prefix: str = "") -> ParsedValues:
    """Only the types: each given value parsed, unknown names refused, nothing defaulted or required."""
    if not isinstance(raw, Mapping):
        return ParsedValues({}, (FieldProblem(path_prefix.rstrip("."), "WRONG_TYPE", NOT_A_RECORD, {}),))
    values: Values = {}
    problems: list[FieldProblem] = []
    for name, each in raw.items():
        field = fields.get(name)
        path = f"{path_prefix}{name}"
        if field is None:
            problems.append(_unknown(str(name), path, fields))
            continue
        if is_empty(each):
            values[name] = None
            continue
        try:
            values[name] = field.type.parse(each, field.options)
        except FieldError as mistake:
            problems.append(mistake.at(path))
    return ParsedValues({name: _none_if_empty(each) for name, each in values.items()}, tuple(problems))


def with_defaults(fields: Fields, values: Mapping[str, Any], *, scope: Mapping[str, Any], inside: Inside) -> Values:
    """The values with defaults for fields that were left out; a default may read fields above it."""
    result = dict(values)
    for name, field in fields.items():
        if name in result or field.is_computed:
            continue
        result[name] = default_value(field, merged(scope, result, inside))
    return result


def check_complete(
    fields: Fields,
    values: Mapping[str, Any],
    *,
    scope: Mapping[str, Any],
    path_prefix: str = "",
    inside: Inside = "top",
    enforce_required: bool = True,
    already: frozenset[str] = frozenset(),
) -> ParsedValues:
    """Clear what is not visible, and tell what is required and missing, over the record with ``values`` applied.

    ``already`` are paths whose problem is known: a value that could not be read is not called missing as well.
    """
    result = dict(values)
    whole = merged(scope, result, inside)
    record = _before(whole, inside)
    problems = list(_run_checks(fields, result, record, path_prefix))
    for name, field in fields.items():
        if field.is_computed or f"{path_prefix}{name}" in already:
            continue
        visible = field.field.visible_when
        if visible is not None and not holds(visible, whole):
            if result.get(name) is not None:
                result[name] = None
            continue
        if enforce_required and is_empty(record.get(name)) and is_required(field, whole):
            problems.append(FieldProblem(f"{path_prefix}{name}", "REQUIRED", REQUIRED, {"field": field.label}))
    return ParsedValues(result, tuple(problems))


def _run_checks(fields: Fields, values: Values, record: Mapping[str, Any], path_prefix: str) -> Iterator[FieldProblem]:
    """Named checks of texts, with the whole record at hand; they may respell the value."""
    for name, value in values.items():
        check = getattr(fields[name].options, "check", None)
        if check is None or not isinstance(value, str):
            continue
        try:
            values[name] = validators.get(check)(value, record)
        except FieldError as mistake:
            yield mistake.at(f"{path_prefix}{name}")


def merged(scope: Mapping[str, Any], values: Mapping[str, Any], inside: Inside) -> dict[str, Any]:
    """The scope with the record's new values applied where the record stands."""
    if inside == "top":
        return {**scope, **values}
    below = scope.get(inside)
    return {**scope, inside: {**(below if isinstance(below, Mapping) else {}), **values}}


def holds(condition: Expression, scope: Mapping[str, Any]) -> bool:
    """Whether a condition is true; one that cannot be computed over half-filled input is not."""
    try:
        return truthy(evaluate(condition, scope))
    except ExpressionError:
        return False


def is_empty(value: Any) -> bool:
    """Nothing was given: null, a blank text, an empty list."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], ())


def _none_if_empty(value: Any) -> Any:
    return None if is_empty(value) else value


def _before(scope: Mapping[str, Any], inside: Inside) -> Mapping[str, Any]:
    if inside == "top":
        return scope
    below = scope.get(inside)
    return below if isinstance(below, Mapping) else {}


def default_value(field: CompiledField, scope: Mapping[str, Any]) -> Any:
    """The default as a typed value; a default that does not fit is left out."""
    raw: Any = None
    if field.field.default_when is not None:
        try:
            raw = evaluate(field.field.default_when, scope)
        except ExpressionError:
            raw = None
    if raw is None:
        raw = field.field.default
    if is_empty(raw):
        return None
    try:
        return field.type.parse(raw, field.options)
    except FieldError:
        return None


def is_required(field: CompiledField, scope: Mapping[str, Any]) -> bool:
    condition = field.field.required_when
    return field.field.required or (condition is not None and holds(condition, scope))


def _refuse_uneditable(
    fields: Fields,
    values: Values,
    before: Mapping[str, Any],
    scope: Mapping[str, Any],
    inside: Inside,
    path_prefix: str,
    *,
    partial: bool,
) -> Iterator[FieldProblem]:
    """Refuse computed and uneditable fields; sending back the very value that is there is no change."""
    for name in list(values):
        field = fields[name]
        condition = field.field.editable_when
        if field.is_computed:
            text, code = COMPUTED, "FIELD_COMPUTED"
        elif condition is not None and not holds(condition, scope):
            text, code = NOT_EDITABLE, "FIELD_NOT_EDITABLE"
        else:
            continue
        value = values.pop(name)
        # A record that is being made has nothing before: its own computed values come back from copies and forms.
        same = value is None or value == before.get(name, _ABSENT) or (field.is_computed and not partial)
        if not same:
            yield FieldProblem(f"{path_prefix}{name}", code, text, {"field": field.label})


def _unknown(name: str, path: str, fields: Fields) -> FieldProblem:
    near = nearest(name, fields)
    hint = Text(en=f", did you mean “{near}”?", zh_hant=f",是否為「{near}」?") if near else Text(en="", zh_hant="")
    return FieldProblem(path, "UNKNOWN_FIELD", UNKNOWN, {"field": name[:80], "hint": hint})
