"""Choices and connectives in SQL."""

from __future__ import annotations

from kontor.kernel.expressions.nodes import Node, Operation
from kontor.kernel.expressions.sql.pieces import FALSE, NULL_PIECE, Piece, SqlType, build, joined
from kontor.kernel.expressions.sql.translator import (
    Translator,
    as_condition,
    as_value,
    common_type,
    first_present,
    negated,
    truth,
    typed,
)


@as_condition("and")
def and_condition(translator: Translator, node: Operation) -> Piece:
    """All conditions; none is false, as the evaluator's null is."""
    pieces = [translator.condition(each) for each in node.arguments]
    return joined(" AND ", pieces, SqlType.BOOLEAN) if pieces else FALSE


@as_condition("or")
def or_condition(translator: Translator, node: Operation) -> Piece:
    """Any condition."""
    pieces = [translator.condition(each) for each in node.arguments]
    return joined(" OR ", pieces, SqlType.BOOLEAN) if pieces else FALSE


@as_value("and")
def and_value(translator: Translator, node: Operation) -> Piece:
    """The first value that counts as false, else the last."""
    return _deciding_value(translator, node, "CASE WHEN {} THEN {} ELSE {} END", keep_if_true=False)


@as_value("or")
def or_value(translator: Translator, node: Operation) -> Piece:
    """The first value that counts as true, else the last."""
    return _deciding_value(translator, node, "CASE WHEN {} THEN {} ELSE {} END", keep_if_true=True)


def _deciding_value(translator: Translator, node: Operation, template: str, *, keep_if_true: bool) -> Piece:
    pieces = [translator.value(each) for each in node.arguments]
    if not pieces:
        return NULL_PIECE
    type = common_type(pieces, node.operator, node.path)
    result = typed(pieces[-1], type)
    for piece in reversed(pieces[:-1]):
        kept = typed(piece, type)
        branches = (kept, result) if keep_if_true else (result, kept)
        nullable = kept.nullable or result.nullable
        result = build(template, truth(piece), *branches, type=type, nullable=nullable)
    return result


@as_condition("!")
def not_(translator: Translator, node: Operation) -> Piece:
    """The opposite; true where the condition is null."""
    return negated(translator.condition(node.arguments[0]))


@as_condition("!!")
def truth_of(translator: Translator, node: Operation) -> Piece:
    """The condition itself."""
    return translator.condition(node.arguments[0])


@as_value("if", "?:")
def if_value(translator: Translator, node: Operation) -> Piece:
    """CASE over values of one type."""
    branches = [(translator.condition(when), translator.value(then)) for when, then in _branches(node)]
    otherwise = translator.value(node.arguments[-1]) if _has_otherwise(node) else NULL_PIECE
    type = common_type([*(then for _, then in branches), otherwise], node.operator, node.path)
    return _case([(when, typed(then, type)) for when, then in branches], typed(otherwise, type), type)


@as_condition("if", "?:")
def if_condition(translator: Translator, node: Operation) -> Piece:
    """CASE over conditions, whatever the types of the values."""
    branches = [(translator.condition(when), translator.condition(then)) for when, then in _branches(node)]
    otherwise = translator.condition(node.arguments[-1]) if _has_otherwise(node) else FALSE
    return _case(branches, otherwise, SqlType.BOOLEAN)


def _branches(node: Operation) -> list[tuple[Node, Node]]:
    pairs = len(node.arguments) // 2
    return [(node.arguments[2 * at], node.arguments[2 * at + 1]) for at in range(pairs)]


def _has_otherwise(node: Operation) -> bool:
    return len(node.arguments) % 2 == 1


def _case(branches: list[tuple[Piece, Piece]], otherwise: Piece, type: SqlType) -> Piece:
    if not branches:
        return otherwise
    template = "CASE " + " ".join("WHEN {} THEN {}" for _ in branches) + " ELSE {} END"
    pieces = [piece for branch in branches for piece in branch]
    nullable = otherwise.nullable or any(then.nullable for _, then in branches)
    return build(template, *pieces, otherwise, type=type, nullable=nullable)


@as_value("coalesce")
def coalesce(translator: Translator, node: Operation) -> Piece:
    """The first value that is not null."""
    pieces = [translator.value(each) for each in node.arguments]
    return first_present(pieces, node.operator, node.path) if pieces else NULL_PIECE
