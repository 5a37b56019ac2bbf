"""Which facts are missing."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kontor.kernel.expressions.nodes import Value
from kontor.kernel.expressions.operators.base import Arguments, Evaluation, items, number, operator


def _missing(evaluation: Evaluation, names: Iterable[Value]) -> tuple[str, ...]:
    """The names whose value is null or the empty text."""
    wanted = [str(name) for name in names if isinstance(name, str | Decimal)]
    return tuple(name for name in wanted if evaluation.lookup(name) in (None, ""))


@operator("missing")
def missing(evaluation: Evaluation, arguments: Arguments) -> Value:
    """The names among the arguments that have no value; a first argument that is a list gives the names."""
    values = [evaluation.value(each) for each in arguments]
    names = values[0] if values and isinstance(values[0], tuple) else values
    return _missing(evaluation, names)


@operator("missing_some", least=2, most=2)
def missing_some(evaluation: Evaluation, arguments: Arguments) -> Value:
    """``[least, names]``: nothing when at least so many have a value, else the names that have none."""
    least = number("missing_some", evaluation.value(arguments[0])) or Decimal(0)
    names = items("missing_some", evaluation.value(arguments[1]))
    absent = _missing(evaluation, names)
    return () if len(names) - len(absent) >= least else absent
