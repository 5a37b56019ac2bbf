"""Exact arithmetic. Null in, null out; division by zero is null; texts are never numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal, Inexact

from kontor.kernel.expressions.errors import LimitReached
from kontor.kernel.expressions.nodes import Literal, Value
from kontor.kernel.expressions.operators.base import Arguments, Evaluation, literal_integer, number, operator
from kontor.kernel.expressions.values import MOST_DIGITS, checked_number
from kontor.kernel.rounding import MODES, round_decimal
from kontor.kernel.text import Text

#: Decimals of a quotient, rounded half up.
DIVISION_PLACES = 20

#: How far ``round`` may go, in either direction.
ROUND_PLACES = 20

_EXACT = Context(prec=4 * MOST_DIGITS + 8, traps=[Inexact])


def add(left: Decimal, right: Decimal) -> Decimal:
    """The exact sum."""
    return _exactly(_EXACT.add, left, right)


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """The exact product."""
    return _exactly(_EXACT.multiply, left, right)


def _exactly(compute: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal) -> Decimal:
    try:
        return checked_number(compute(left, right))
    except Inexact:
        raise LimitReached(Text(en="digits of a number", zh_hant="數值位數")) from None


def divide(left: Decimal, right: Decimal) -> Decimal | None:
    """The quotient with 20 decimals, rounded half up; None when dividing by zero."""
    if not right:
        return None
    top, bottom = left.as_integer_ratio()
    under, over = right.as_integer_ratio()
    numerator, denominator = top * over * 10**DIVISION_PLACES, bottom * under
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    whole, rest = divmod(abs(numerator), abs(denominator))
    whole += rest * 2 >= abs(denominator)
    return checked_number(Decimal(sign * whole).scaleb(-DIVISION_PLACES, context=_EXACT))


def remainder(left: Decimal, right: Decimal) -> Decimal | None:
    """What is left after whole division, with the sign of ``left``; None when dividing by zero."""
    return _EXACT.remainder(left, right) if right else None


def _fold(name: str, step: Callable[[Decimal, Decimal], Decimal], start: Decimal) -> None:
    def evaluate(evaluation: Evaluation, arguments: Arguments) -> Value:
        result: Decimal | None = start
        for each in arguments:
            value = number(name, evaluation.value(each))
            result = None if result is None or value is None else step(result, value)
        return result

    operator(name)(evaluate)


_fold("+", add, Decimal(0))
_fold("*", multiply, Decimal(1))


@operator("-", least=1, most=2)
def minus(evaluation: Evaluation, arguments: Arguments) -> Value:
    """The difference of two, the negative of one."""
    left = number("-", evaluation.value(arguments[0]))
    if len(arguments) == 1:
        return None if left is None else Decimal(0) - left if not left else left.copy_negate()
    right = number("-", evaluation.value(arguments[1]))
    return None if left is None or right is None else add(left, right.copy_negate())


@operator("/", least=2, most=2)
def quotient(evaluation: Evaluation, arguments: Arguments) -> Value:
    """The quotient; see ``divide``."""
    left = number("/", evaluation.value(arguments[0]))
    right = number("/", evaluation.value(arguments[1]))
    return None if left is None or right is None else divide(left, right)


@operator("%", least=2, most=2)
def modulo(evaluation: Evaluation, arguments: Arguments) -> Value:
    """The remainder; see ``remainder``."""
    left = number("%", evaluation.value(arguments[0]))
    right = number("%", evaluation.value(arguments[1]))
    return None if left is None or right is None else remainder(left, right)


def _check_round(arguments: Arguments) -> Text | None:
    places = literal_integer(arguments[1]) if len(arguments) > 1 else 0
    mode = arguments[2] if len(arguments) > 2 else None
    if places is None or not -ROUND_PLACES <= places <= ROUND_PLACES:
        return Text(
            en=f"its places as a whole number up to {ROUND_PLACES}", zh_hant=f"不超過 {ROUND_PLACES} 的整數位數"
        )
    if mode is not None and not (isinstance(mode, Literal) and isinstance(mode.value, str) and mode.value in MODES):
        return Text(en=f"a mode of {', '.join(MODES)}", zh_hant=f"進位方式:{'、'.join(MODES)}")
    return None


@operator("round", least=1, most=3, check=_check_round)
def round_(evaluation: Evaluation, arguments: Arguments) -> Value:
    """``[number, places = 0, mode = half_up]``; modes half_up, half_even, up (from zero), down (to zero)."""
    value = number("round", evaluation.value(arguments[0]))
    if value is None:
        return None
    return checked_number(round_decimal(value, *round_settings(arguments)))


def round_settings(arguments: Arguments) -> tuple[int, str]:
    """Places and mode of a checked ``round``."""
    places = literal_integer(arguments[1]) if len(arguments) > 1 else 0
    mode = arguments[2].value if len(arguments) > 2 and isinstance(arguments[2], Literal) else "half_up"
    return places or 0, mode
