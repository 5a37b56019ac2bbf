"""Exact arithmetic in SQL: numeric throughout, NULL carries through, division by zero is NULL."""

from __future__ import annotations

from kontor.kernel.expressions.errors import TypeMismatch
from kontor.kernel.expressions.nodes import Operation
from kontor.kernel.expressions.operators.arithmetic import DIVISION_PLACES, round_settings
from kontor.kernel.expressions.sql.pieces import KINDS, Piece, SqlType, build, joined
from kontor.kernel.expressions.sql.translator import Translator, as_value, typed
from kontor.kernel.expressions.values import KIND_LABELS, NUMBER

_NUMERIC = SqlType.NUMERIC


def numbers(translator: Translator, node: Operation) -> list[Piece]:
    """All arguments as numeric pieces.

    Raises:
        TypeMismatch: one is of another type.
    """
    return [number(translator.value(each), node.operator) for each in node.arguments]


def number(piece: Piece, operator: str) -> Piece:
    """A piece that is numeric or null."""
    if piece.type not in (_NUMERIC, SqlType.NULL):
        raise TypeMismatch(operator, found=KIND_LABELS[KINDS[piece.type]], needs=KIND_LABELS[NUMBER])
    return typed(piece, _NUMERIC)


@as_value("+")
def plus(translator: Translator, node: Operation) -> Piece:
    """The sum; of nothing 0."""
    pieces = numbers(translator, node)
    return joined(" + ", pieces, _NUMERIC) if pieces else build("0::numeric", type=_NUMERIC, nullable=False)


@as_value("*")
def times(translator: Translator, node: Operation) -> Piece:
    """The product; of nothing 1."""
    pieces = numbers(translator, node)
    return joined(" * ", pieces, _NUMERIC) if pieces else build("1::numeric", type=_NUMERIC, nullable=False)


@as_value("-")
def minus(translator: Translator, node: Operation) -> Piece:
    """The difference, or the negative of one."""
    pieces = numbers(translator, node)
    return joined(" - ", pieces, _NUMERIC) if len(pieces) > 1 else build("(- ({}))", *pieces, type=_NUMERIC)


@as_value("/")
def divide(translator: Translator, node: Operation) -> Piece:
    """The quotient with 20 decimals, half up: cut exactly at 21 by ``div``, then rounded."""
    shift = 10 ** (DIVISION_PLACES + 1)
    text = (
        f"round(div({{}} * {shift}::numeric, nullif({{}}, 0)) * 1e-{DIVISION_PLACES + 1}::numeric, {DIVISION_PLACES})"
    )
    return build(text, *numbers(translator, node), type=_NUMERIC, nullable=True)


@as_value("%")
def modulo(translator: Translator, node: Operation) -> Piece:
    """The remainder with the sign of the first."""
    return build("mod({}, nullif({}, 0))", *numbers(translator, node), type=_NUMERIC, nullable=True)


@as_value("round")
def round_(translator: Translator, node: Operation) -> Piece:
    """The four modes; PostgreSQL's own ``round`` is half up (away from zero)."""
    piece = number(translator.value(node.arguments[0]), node.operator)
    places, mode = round_settings(node.arguments)
    return build(_ROUND[mode].replace("<places>", str(places)), piece, type=_NUMERIC)


#: The number stands once in each, behind FROM where it is needed often. 10^places is made as a literal.
_ROUND = {
    "half_up": "round({}, <places>)",
    "down": "trunc({}, <places>)",
    "up": (
        "(SELECT sign(n.v) * ceil(abs(n.v) * 1e<places>::numeric) / 1e<places>::numeric"
        " FROM (SELECT {} AS v OFFSET 0) n)"
    ),
    "half_even": (
        "(SELECT CASE WHEN abs(n.v - trunc(n.v)) = 0.5 THEN trunc(n.v) + mod(trunc(n.v), 2) ELSE round(n.v) END"
        " / 1e<places>::numeric FROM (SELECT {} * 1e<places>::numeric AS v OFFSET 0) n)"
    ),
}
