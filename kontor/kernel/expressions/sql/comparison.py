"""Equality, order and membership in SQL, with the evaluator's treatment of null and of texts beside other types."""

from __future__ import annotations

from itertools import pairwise

from kontor.kernel.expressions.errors import NotTranslatable, TypeMismatch
from kontor.kernel.expressions.nodes import Operation
from kontor.kernel.expressions.sql.pieces import FALSE, KINDS, Piece, SqlType, condition, joined, literal
from kontor.kernel.expressions.sql.translator import (
    TEXT_IN_COLUMN,
    Items,
    Listed,
    Rows,
    Translator,
    as_condition,
    negated,
)
from kontor.kernel.expressions.values import KIND_LABELS, LIST, NUMBER, ORDERED, TEXT, read_as

_READABLE = frozenset({SqlType.NUMERIC, SqlType.DATE, SqlType.DATETIME, SqlType.UUID, SqlType.DURATION})


@as_condition("==")
def equals(translator: Translator, node: Operation) -> Piece:
    """Equal; null equals null only."""
    left, right = (translator.value(each) for each in node.arguments)
    return equality(left, right)


@as_condition("!=")
def differs(translator: Translator, node: Operation) -> Piece:
    """The opposite of ``==``."""
    left, right = (translator.value(each) for each in node.arguments)
    return _inequality(left, right)


@as_condition("===")
def is_identical(translator: Translator, node: Operation) -> Piece:
    """Equal and of one type."""
    left, right = (translator.value(each) for each in node.arguments)
    return _identity(left, right)


@as_condition("!==")
def is_not_identical(translator: Translator, node: Operation) -> Piece:
    """The opposite of ``===``."""
    left, right = (translator.value(each) for each in node.arguments)
    return negated(_identity(left, right))


def equality(left: Piece, right: Piece) -> Piece:
    """Two values as the condition that they are equal; an index can serve a column beside a parameter."""
    if left.is_null or right.is_null:
        return _both_null(left, right)
    aligned = align(left, right)
    if aligned is None:
        return _both_null(left, right)
    first, second = aligned
    if first.nullable and second.nullable:
        return condition("{} IS NOT DISTINCT FROM {}", first, second, nullable=False)
    return condition("{} = {}", first, second)


def _inequality(left: Piece, right: Piece) -> Piece:
    aligned = None if left.is_null or right.is_null else align(left, right)
    if aligned is None:
        return negated(_both_null(left, right))
    return condition("{} IS DISTINCT FROM {}", *aligned, nullable=False)


def _identity(left: Piece, right: Piece) -> Piece:
    return equality(left, right) if left.type is right.type else _both_null(left, right)


def _both_null(left: Piece, right: Piece) -> Piece:
    tests = []
    for piece in (left, right):
        if not piece.nullable:
            return FALSE
        if not piece.is_null:
            tests.append(condition("{} IS NULL", piece, nullable=False))
    return joined(" AND ", tests, SqlType.BOOLEAN) if tests else condition("TRUE", nullable=False)


def align(left: Piece, right: Piece) -> tuple[Piece, Piece] | None:
    """Both pieces as one type; None when their values never meet.

    Raises:
        NotTranslatable: a text column would have to be read as another type row by row.
    """
    if left.type is right.type:
        return left, right
    if left.type is SqlType.TEXT and right.type in _READABLE:
        read = _read(left, right.type)
        return None if read is None else (read, right)
    if right.type is SqlType.TEXT and left.type in _READABLE:
        read = _read(right, left.type)
        return None if read is None else (left, read)
    if (left.type, right.type) == (SqlType.DATE, SqlType.DATETIME):
        return midnight(left), right
    if (left.type, right.type) == (SqlType.DATETIME, SqlType.DATE):
        return left, midnight(right)
    return None


def midnight(piece: Piece) -> Piece:
    """A date as its first moment in UTC."""
    return Piece(
        f"(({piece.text})::timestamp AT TIME ZONE 'UTC')", piece.params, SqlType.DATETIME, nullable=piece.nullable
    )


def _read(piece: Piece, type: SqlType) -> Piece | None:
    if piece.literal is None:
        raise NotTranslatable("==", TEXT_IN_COLUMN)
    read = read_as(piece.literal.value, KINDS[type])
    return None if read is None else literal(read)


def _order(operator: str) -> None:
    @as_condition(operator)
    def translate(translator: Translator, node: Operation) -> Piece:
        pieces = [translator.value(each) for each in node.arguments]
        return joined(" AND ", [_ordered(operator, *pair) for pair in pairwise(pieces)], SqlType.BOOLEAN)


def _ordered(operator: str, left: Piece, right: Piece) -> Piece:
    """One comparison by order; texts by code point, which is the "C" collation of UTF-8."""
    if left.is_null or right.is_null:
        return FALSE
    aligned = align(left, right)
    if aligned is None or KINDS[aligned[0].type] not in ORDERED:
        culprit, other = (right, left) if KINDS[left.type] in ORDERED else (left, right)
        needs = KINDS[other.type] if KINDS[other.type] in ORDERED else NUMBER
        raise TypeMismatch(operator, found=KIND_LABELS[KINDS[culprit.type]], needs=KIND_LABELS[needs])
    collation = ' COLLATE "C"' if aligned[0].type is SqlType.TEXT else ""
    return condition(f"{{}} {operator} {{}}{collation}", *aligned)


for _operator in ("<", "<=", ">", ">="):
    _order(_operator)


@as_condition("in")
def in_(translator: Translator, node: Operation) -> Piece:
    """Membership of the first in the second."""
    return membership(translator.value(node.arguments[0]), translator.listed(node.arguments[1]), node.operator)


@as_condition("contains")
def contains(translator: Translator, node: Operation) -> Piece:
    """Membership of the second in the first."""
    return membership(translator.value(node.arguments[1]), translator.listed(node.arguments[0]), node.operator)


def membership(needle: Piece, haystack: Listed, operator: str) -> Piece:
    """Whether a list holds a value, or a text another text."""
    if isinstance(haystack, Items):
        return _among(needle, haystack.pieces)
    if isinstance(haystack, Rows):
        if haystack.projection is None:
            return FALSE
        return condition("EXISTS {}", haystack.select("1", where=equality(needle, haystack.projection)), nullable=False)
    if haystack.is_null:
        return FALSE
    if haystack.type is SqlType.TEXT_LIST:
        return FALSE if needle.is_null else condition("{} = ANY({})", _as_text(needle, operator), haystack)
    if haystack.type is SqlType.TEXT:
        return FALSE if needle.is_null else condition("strpos({}, {}) > 0", haystack, _as_text(needle, operator))
    raise TypeMismatch(operator, found=KIND_LABELS[KINDS[haystack.type]], needs=KIND_LABELS[LIST])


def _as_text(needle: Piece, operator: str) -> Piece:
    if needle.type is not SqlType.TEXT:
        raise TypeMismatch(operator, found=KIND_LABELS[KINDS[needle.type]], needs=KIND_LABELS[TEXT])
    return needle


def _among(needle: Piece, items: tuple[Piece, ...]) -> Piece:
    """One ``= ANY`` for all literals of the needle's type, equality for each of the rest."""
    values: list[object] = []
    rest: list[Piece] = []
    for item in items:
        aligned = None if needle.is_null or item.is_null else align(needle, item)
        if aligned is not None and aligned[0] is needle and aligned[1].literal is not None:
            values.append(aligned[1].literal.value)
        else:
            rest.append(equality(needle, item))
    tests = [piece for piece in rest if piece is not FALSE]
    if values:
        listed = Piece(f"%s::{needle.type.value}[]", (values,), needle.type, nullable=False)
        tests.insert(0, condition("{} = ANY({})", needle, listed))
    return joined(" OR ", tests, SqlType.BOOLEAN) if tests else FALSE
