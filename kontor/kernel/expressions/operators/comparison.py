"""Equality, order and membership."""

from __future__ import annotations

from collections.abc import Callable

from kontor.kernel.expressions.errors import TypeMismatch
from kontor.kernel.expressions.nodes import Value
from kontor.kernel.expressions.operators.base import Arguments, Evaluation, operator, text
from kontor.kernel.expressions.values import KIND_LABELS, LIST, compare, equal, identical, kind_of


@operator("==", least=2, most=2)
def equals(evaluation: Evaluation, arguments: Arguments) -> Value:
    """Equal; a text beside a number, date or id is read as one. Null equals null only."""
    return equal(evaluation.value(arguments[0]), evaluation.value(arguments[1]))


@operator("!=", least=2, most=2)
def differs(evaluation: Evaluation, arguments: Arguments) -> Value:
    """The opposite of ``==``."""
    return not equal(evaluation.value(arguments[0]), evaluation.value(arguments[1]))


@operator("===", least=2, most=2)
def is_identical(evaluation: Evaluation, arguments: Arguments) -> Value:
    """Equal and of the same kind."""
    return identical(evaluation.value(arguments[0]), evaluation.value(arguments[1]))


@operator("!==", least=2, most=2)
def is_not_identical(evaluation: Evaluation, arguments: Arguments) -> Value:
    """The opposite of ``===``."""
    return not identical(evaluation.value(arguments[0]), evaluation.value(arguments[1]))


def _order(name: str, holds: Callable[[int], bool]) -> None:
    """Register one of the four order operators; three arguments mean *between*. Anything with null is false."""

    def evaluate(evaluation: Evaluation, arguments: Arguments) -> Value:
        left = evaluation.value(arguments[0])
        for each in arguments[1:]:
            right = evaluation.value(each)
            sign = compare(name, left, right)
            if sign is None or not holds(sign):
                return False
            left = right
        return True

    operator(name, least=2, most=3)(evaluate)


_order("<", lambda sign: sign < 0)
_order("<=", lambda sign: sign <= 0)
_order(">", lambda sign: sign > 0)
_order(">=", lambda sign: sign >= 0)


def is_member(name: str, needle: Value, haystack: Value) -> bool:
    """Whether a list holds an equal value, or a text holds the other text; null holds nothing."""
    if haystack is None:
        return False
    if isinstance(haystack, tuple):
        return any(equal(needle, each) for each in haystack)
    if isinstance(haystack, str):
        part = text(name, needle)
        return part is not None and part in haystack
    raise TypeMismatch(name, found=KIND_LABELS[kind_of(haystack)], needs=KIND_LABELS[LIST])


@operator("in", least=2, most=2)
def in_(evaluation: Evaluation, arguments: Arguments) -> Value:
    """Whether the first is in the second: a list, or a text that holds it as a part."""
    return is_member("in", evaluation.value(arguments[0]), evaluation.value(arguments[1]))


@operator("contains", least=2, most=2)
def contains(evaluation: Evaluation, arguments: Arguments) -> Value:
    """``in`` the other way round: whether the first holds the second."""
    haystack = evaluation.value(arguments[0])
    return is_member("contains", evaluation.value(arguments[1]), haystack)
