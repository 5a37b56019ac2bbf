"""Lists and lines. The first argument gives the items, the second is evaluated with each item as its scope."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kontor.kernel.expressions.errors import LimitReached
from kontor.kernel.expressions.nodes import Value
from kontor.kernel.expressions.operators.arithmetic import add
from kontor.kernel.expressions.operators.base import Arguments, Evaluation, items, number, operator
from kontor.kernel.expressions.values import compare, plain, truthy
from kontor.kernel.text import Text

#: Items the longest list an expression may make.
MOST_ITEMS = 100_000


def _verdicts(name: str, evaluation: Evaluation, arguments: Arguments) -> Iterator[bool]:
    for item in items(name, evaluation.value(arguments[0])):
        yield truthy(evaluation.within(item, arguments[1]))


def _values(name: str, evaluation: Evaluation, arguments: Arguments) -> Iterator[Value]:
    """The items, or what the second argument makes of each."""
    found = items(name, evaluation.value(arguments[0]))
    if len(arguments) == 1:
        return map(plain, found)
    return (evaluation.within(item, arguments[1]) for item in found)


@operator("all", least=2, most=2, iterates=True)
def all_(evaluation: Evaluation, arguments: Arguments) -> Value:
    """Whether the condition holds for every item; false when there is none (as JSONLogic)."""
    found = False
    for verdict in _verdicts("all", evaluation, arguments):
        if not verdict:
            return False
        found = True
    return found


@operator("some", "any", least=2, most=2, iterates=True)
def some(evaluation: Evaluation, arguments: Arguments) -> Value:
    """Whether the condition holds for at least one item."""
    return any(_verdicts("some", evaluation, arguments))


@operator("none", least=2, most=2, iterates=True)
def none(evaluation: Evaluation, arguments: Arguments) -> Value:
    """Whether the condition holds for no item."""
    return not any(_verdicts("none", evaluation, arguments))


@operator("filter", least=2, most=2, iterates=True)
def filter_(evaluation: Evaluation, arguments: Arguments) -> Value:
    """The items for which the condition holds."""
    found = items("filter", evaluation.value(arguments[0]))
    return tuple(item for item in found if truthy(evaluation.within(item, arguments[1])))


@operator("map", least=2, most=2, iterates=True)
def map_(evaluation: Evaluation, arguments: Arguments) -> Value:
    """What the second argument makes of each item."""
    return tuple(_values("map", evaluation, arguments))


@operator("count", least=1, most=2, iterates=True)
def count(evaluation: Evaluation, arguments: Arguments) -> Value:
    """How many items there are, or for how many the condition holds."""
    if len(arguments) == 1:
        return Decimal(len(items("count", evaluation.value(arguments[0]))))
    return Decimal(sum(_verdicts("count", evaluation, arguments)))


@operator("sum", least=1, most=2, iterates=True)
def sum_(evaluation: Evaluation, arguments: Arguments) -> Value:
    """The sum of the items or of what the second argument makes of them; nulls are left out, none sums to 0."""
    total = Decimal(0)
    for value in _values("sum", evaluation, arguments):
        if (each := number("sum", value)) is not None:
            total = add(total, each)
    return total


def _extreme(name: str, wanted: int) -> None:
    def evaluate(evaluation: Evaluation, arguments: Arguments) -> Value:
        best: Value = None
        for value in _candidates(name, evaluation, arguments):
            if value is not None and (best is None or compare(name, value, best) == wanted):
                best = value
        return best

    operator(name, iterates=True)(evaluate)


def _candidates(name: str, evaluation: Evaluation, arguments: Arguments) -> Iterator[Value]:
    """``max(list)``, ``max(list, of each)`` or ``max(a, b, c)``; the first value tells which."""
    if not arguments:
        return
    first = evaluation.value(arguments[0])
    if not isinstance(first, tuple):
        yield first
        for each in arguments[1:]:
            yield evaluation.value(each)
        return
    for item in first:
        yield evaluation.within(item, arguments[1]) if len(arguments) > 1 else item


_extreme("min", -1)
_extreme("max", 1)


@operator("reduce", least=3, most=3, iterates=True)
def reduce(evaluation: Evaluation, arguments: Arguments) -> Value:
    """``[list, step, start]``; the step sees ``current`` and ``accumulator``."""
    result = evaluation.value(arguments[2])
    for item in items("reduce", evaluation.value(arguments[0])):
        result = evaluation.within({"current": item, "accumulator": result}, arguments[1])
    return result


@operator("merge")
def merge(evaluation: Evaluation, arguments: Arguments) -> Value:
    """All lists and single values as one list."""
    merged: list[Value] = []
    for each in arguments:
        value = evaluation.value(each)
        merged.extend(value if isinstance(value, tuple) else (value,))
        if len(merged) > MOST_ITEMS:
            raise LimitReached(Text(en=f"lists of {MOST_ITEMS} items", zh_hant=f"清單最多 {MOST_ITEMS} 項"))
    return tuple(merged)
