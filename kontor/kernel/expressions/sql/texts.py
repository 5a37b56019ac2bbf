"""Texts in SQL."""

from __future__ import annotations

from kontor.kernel.expressions.errors import NotTranslatable, TypeMismatch
from kontor.kernel.expressions.nodes import Literal, Operation
from kontor.kernel.expressions.operators.base import literal_integer
from kontor.kernel.expressions.sql.pieces import KINDS, NULL_PIECE, Piece, SqlType, build, condition, joined
from kontor.kernel.expressions.sql.translator import Translator, as_condition, as_value, typed
from kontor.kernel.expressions.values import KIND_LABELS, TEXT
from kontor.kernel.text import Text

_LITERAL_PLACES = Text(en="start and length must be written out", zh_hant="起始與長度須直接寫出")

_SPELLINGS = {
    SqlType.TEXT: "coalesce({}, '')",
    SqlType.NUMERIC: "coalesce(trim_scale({})::text, '')",
    SqlType.BOOLEAN: "coalesce({}::text, '')",
    SqlType.DATE: "coalesce(to_char({}, 'YYYY-MM-DD'), '')",
    SqlType.DATETIME: "coalesce(to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), '')",
    SqlType.UUID: "coalesce({}::text, '')",
}


def text(piece: Piece, operator: str) -> Piece:
    """A piece that is a text or null.

    Raises:
        TypeMismatch: it is of another type.
    """
    if piece.type not in (SqlType.TEXT, SqlType.NULL):
        raise TypeMismatch(operator, found=KIND_LABELS[KINDS[piece.type]], needs=KIND_LABELS[TEXT])
    return typed(piece, SqlType.TEXT)


@as_value("cat")
def cat(translator: Translator, node: Operation) -> Piece:
    """All arguments spelt as the evaluator spells them; null is empty."""
    pieces = [_spelt(translator.value(each)) for each in node.arguments]
    return joined(" || ", pieces, SqlType.TEXT, nullable=False) if pieces else _spelt(NULL_PIECE)


def _spelt(piece: Piece) -> Piece:
    if piece.is_null:
        return build("''::text", type=SqlType.TEXT, nullable=False)
    template = _SPELLINGS.get(piece.type)
    if template is None:
        raise TypeMismatch("cat", found=KIND_LABELS[KINDS[piece.type]], needs=KIND_LABELS[TEXT])
    return build(template, piece, type=SqlType.TEXT, nullable=False)


@as_value("substr")
def substr(translator: Translator, node: Operation) -> Piece:
    """A part of a text; start and length are literals."""
    whole = text(translator.value(node.arguments[0]), node.operator)
    start = literal_integer(node.arguments[1])
    length = literal_integer(node.arguments[2]) if len(node.arguments) > 2 else None
    given_length = len(node.arguments) > 2 and not _is_null(node.arguments[2])
    if start is None or (given_length and length is None) or max(abs(start), abs(length or 0)) > 1_000_000:
        raise NotTranslatable("substr", _LITERAL_PLACES)
    rest = f"substr({{}}, {start + 1})" if start >= 0 else f"right({{}}, {-start})"
    return build(rest if length is None else f"left({rest}, {length})", whole, type=SqlType.TEXT)


def _is_null(node: object) -> bool:
    return isinstance(node, Literal) and node.value is None


@as_condition("starts_with")
def starts_with(translator: Translator, node: Operation) -> Piece:
    """Whether a text begins with another."""
    whole, beginning = (text(translator.value(each), node.operator) for each in node.arguments)
    return condition("starts_with({}, {})", whole, beginning)


@as_value("lower")
def lower(translator: Translator, node: Operation) -> Piece:
    """Small letters."""
    return build("lower({})", text(translator.value(node.arguments[0]), node.operator), type=SqlType.TEXT)
