"""Computed fields: formulas in the order they need each other, rounded by the company's rules (F6)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kontor.engines.attributes.contracts import Inside, Rounding, Values
from kontor.engines.attributes.parsing import merged
from kontor.kernel.errors import ValidationFailed
from kontor.kernel.expressions import ExpressionError, evaluate
from kontor.kernel.rounding import round_decimal
from kontor.packaging.attribute_types import FieldError
from kontor.packaging.model import CompiledField, FieldSet

NUMBERS = frozenset({"decimal", "money", "quantity"})


def compute(
    fields: FieldSet,
    scope: Mapping[str, Any],
    rounding: Rounding,
    *,
    inside: Inside = "top",
    path_prefix: str = "",
) -> Values:
    """Values of every computed field of one record that stands in ``scope`` at ``inside``.

    Amounts with a ``round`` step are rounded by the policy for the currency at hand; without one they keep the
    field's scale, half up.

    Raises:
        ValidationFailed: a formula cannot be computed or gives a value of the wrong type; names the field.
    """
    if not fields.formulas:
        return {}
    result: Values = {}
    whole = merged(scope, {}, inside)
    record: dict[str, Any] = whole if inside == "top" else whole[inside]
    for field in fields.formulas:
        result[field.name] = record[field.name] = computed_value(field, whole, rounding, path_prefix)
    return result


def computed_value(field: CompiledField, scope: Mapping[str, Any], rounding: Rounding, path_prefix: str = "") -> Any:
    """The value of one computed field in a scope that already carries the record; raises like ``compute``."""
    assert field.field.formula is not None
    path = f"{path_prefix}{field.name}"
    try:
        value = evaluate(field.field.formula, scope)
        if value is None:
            return None
        if isinstance(value, Decimal) and field.field.type in NUMBERS:
            value = _rounded(field, value, rounding)
        return field.type.parse(value, field.options)
    except ExpressionError as mistake:
        raise ValidationFailed([mistake.as_problem(path)]) from mistake
    except FieldError as mistake:
        raise ValidationFailed([mistake.at(path)]) from mistake


def _rounded(field: CompiledField, value: Decimal, rounding: Rounding) -> Decimal:
    if field.field.round is not None:
        return rounding.policy.round(
            value,
            step=field.field.round,
            currency=rounding.currency,
            organisation=rounding.organisation,
            document_type=rounding.document_type,
        )
    scale: int = getattr(field.options, "scale", 6)
    exponent = value.as_tuple().exponent
    return round_decimal(value, scale) if isinstance(exponent, int) and -exponent > scale else value
