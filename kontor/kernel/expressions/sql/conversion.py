"""Typed literals and conversions in SQL."""

from __future__ import annotations

from kontor.kernel.expressions.errors import NotTranslatable, TypeMismatch
from kontor.kernel.expressions.nodes import Operation
from kontor.kernel.expressions.sql.comparison import midnight
from kontor.kernel.expressions.sql.dates import day
from kontor.kernel.expressions.sql.pieces import KINDS, Piece, SqlType, literal
from kontor.kernel.expressions.sql.translator import TEXT_IN_COLUMN, Translator, as_value, typed
from kontor.kernel.expressions.values import KIND_LABELS, read_as


def _conversion(operator: str, type: SqlType) -> None:
    @as_value(operator)
    def translate(translator: Translator, node: Operation) -> Piece:
        piece = translator.value(node.arguments[0])
        if piece.is_null:
            return typed(piece, type)
        if piece.type is type:
            return piece
        if piece.type is SqlType.TEXT:
            return _read(piece, type, operator)
        if (piece.type, type) == (SqlType.DATETIME, SqlType.DATE):
            return day(piece)
        if (piece.type, type) == (SqlType.DATE, SqlType.DATETIME):
            return midnight(piece)
        raise TypeMismatch(operator, found=KIND_LABELS[KINDS[piece.type]], needs=KIND_LABELS[KINDS[type]])


def _read(piece: Piece, type: SqlType, operator: str) -> Piece:
    if piece.literal is None:
        raise NotTranslatable(operator, TEXT_IN_COLUMN)
    read = literal(read_as(piece.literal.value, KINDS[type]))
    if read is None or read.is_null:
        raise TypeMismatch(operator, found=KIND_LABELS[KINDS[piece.type]], needs=KIND_LABELS[KINDS[type]])
    return read


_conversion("decimal", SqlType.NUMERIC)
_conversion("date", SqlType.DATE)
_conversion("datetime", SqlType.DATETIME)
_conversion("duration", SqlType.DURATION)
_conversion("id", SqlType.UUID)
