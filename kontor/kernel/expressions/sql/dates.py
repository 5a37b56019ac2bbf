"""Business days and moments in SQL; moments are computed in UTC whatever the session's time zone."""

from __future__ import annotations

from kontor.kernel.expressions.errors import TypeMismatch
from kontor.kernel.expressions.nodes import Node, Operation
from kontor.kernel.expressions.operators.dates import unit_of
from kontor.kernel.expressions.sql.arithmetic import number
from kontor.kernel.expressions.sql.pieces import KINDS, Piece, SqlType, build, literal
from kontor.kernel.expressions.sql.translator import Translator, as_value, typed
from kontor.kernel.expressions.values import DATE, KIND_LABELS, MOMENT, read_as

_CLOCK_UNITS = {"hours": "hours", "minutes": "mins", "seconds": "secs"}


def day_or_moment(translator: Translator, node: Node, operator: str) -> Piece:
    """An argument as a date or moment; a literal text is read as one."""
    piece = translator.value(node)
    if piece.type is SqlType.TEXT and piece.literal is not None:
        spelt = piece.literal.value
        piece = literal(read_as(spelt, DATE) or read_as(spelt, MOMENT) or spelt) or piece
    if piece.type not in (SqlType.DATE, SqlType.DATETIME, SqlType.NULL):
        raise TypeMismatch(operator, found=KIND_LABELS[KINDS[piece.type]], needs=KIND_LABELS[DATE])
    return typed(piece, SqlType.DATE)


@as_value("date_add")
def date_add(translator: Translator, node: Operation) -> Piece:
    """A date or moment moved by whole units or by a duration."""
    start = day_or_moment(translator, node.arguments[0], node.operator)
    amount = translator.value(node.arguments[1])
    if amount.type is SqlType.DURATION:
        return _moved(start, amount, "{}")
    return _shifted(start, number(amount, node.operator), unit_of(node.arguments))


def _shifted(start: Piece, amount: Piece, unit: str) -> Piece:
    if unit in _CLOCK_UNITS:
        return _moved(start, amount, f"make_interval({_CLOCK_UNITS[unit]} => trunc({{}})::int)")
    if start.type is SqlType.DATETIME:
        return _moved(start, amount, f"make_interval({unit} => trunc({{}})::int)")
    if unit in ("days", "weeks"):
        factor = 7 if unit == "weeks" else 1
        return build(f"(({{}}) + trunc({{}})::int * {factor})", start, amount, type=SqlType.DATE)
    return build(f"(({{}}) + make_interval({unit} => trunc({{}})::int))::date", start, amount, type=SqlType.DATE)


def _moved(start: Piece, amount: Piece, interval: str) -> Piece:
    """A moment plus an interval, both seen in UTC."""
    local = "{}::timestamp" if start.type is SqlType.DATE else "({} AT TIME ZONE 'UTC')"
    return build(f"(({local} + {interval}) AT TIME ZONE 'UTC')", start, amount, type=SqlType.DATETIME)


@as_value("days_between")
def days_between(translator: Translator, node: Operation) -> Piece:
    """Whole days from the first to the second."""
    first, second = (day(day_or_moment(translator, each, node.operator)) for each in node.arguments)
    return build("({} - ({}))::numeric", second, first, type=SqlType.NUMERIC)


def day(piece: Piece) -> Piece:
    """A date, or the day of a moment in UTC."""
    if piece.type is SqlType.DATE:
        return piece
    return build("({} AT TIME ZONE 'UTC')::date", piece, type=SqlType.DATE)
