"""Choices and connectives."""

from __future__ import annotations

from kontor.kernel.expressions.nodes import Value
from kontor.kernel.expressions.operators.base import Arguments, Evaluation, operator
from kontor.kernel.expressions.values import truthy


@operator("and")
def and_(evaluation: Evaluation, arguments: Arguments) -> Value:
    """The first value that counts as false, else the last; the rest is not looked at."""
    value: Value = None
    for each in arguments:
        value = evaluation.value(each)
        if not truthy(value):
            return value
    return value


@operator("or")
def or_(evaluation: Evaluation, arguments: Arguments) -> Value:
    """The first value that counts as true, else the last; the rest is not looked at."""
    value: Value = None
    for each in arguments:
        value = evaluation.value(each)
        if truthy(value):
            return value
    return value


@operator("!", least=1, most=1)
def not_(evaluation: Evaluation, arguments: Arguments) -> Value:
    """Whether the value counts as false."""
    return not truthy(evaluation.value(arguments[0]))


@operator("!!", least=1, most=1)
def truth(evaluation: Evaluation, arguments: Arguments) -> Value:
    """Whether the value counts as true."""
    return truthy(evaluation.value(arguments[0]))


@operator("if", "?:")
def if_(evaluation: Evaluation, arguments: Arguments) -> Value:
    """Condition, then, condition, then, …, otherwise; without an otherwise null."""
    last = len(arguments) - 1
    for at in range(0, last, 2):
        if truthy(evaluation.value(arguments[at])):
            return evaluation.value(arguments[at + 1])
    return evaluation.value(arguments[last]) if last >= 0 and last % 2 == 0 else None


@operator("coalesce")
def coalesce(evaluation: Evaluation, arguments: Arguments) -> Value:
    """The first value that is not null."""
    for each in arguments:
        if (value := evaluation.value(each)) is not None:
            return value
    return None
