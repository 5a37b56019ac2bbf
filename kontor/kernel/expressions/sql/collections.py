"""Lines in SQL: each iteration is a sub-select tied to the outer row."""

from __future__ import annotations

from dataclasses import replace

from kontor.kernel.expressions.errors import NotTranslatable, TypeMismatch
from kontor.kernel.expressions.nodes import Array, Literal, Operation
from kontor.kernel.expressions.sql.arithmetic import number
from kontor.kernel.expressions.sql.pieces import FALSE, KINDS, NULL_PIECE, Piece, SqlType, build, condition, joined
from kontor.kernel.expressions.sql.translator import (
    NO_SQL_FORM,
    Items,
    Rows,
    Translator,
    as_condition,
    as_list,
    as_value,
    common_type,
    settled,
)
from kontor.kernel.expressions.values import KIND_LABELS, NUMBER, ORDERED


@as_list("filter")
def filter_(translator: Translator, node: Operation) -> Rows:
    """The rows that pass one more condition."""
    rows = translator.rows(node)
    with translator.inside(rows):
        return replace(rows, filters=(*rows.filters, translator.condition(node.arguments[1])))


@as_list("map")
def map_(translator: Translator, node: Operation) -> Rows:
    """The rows with what is made of each."""
    rows = translator.rows(node)
    with translator.inside(rows):
        return replace(rows, projection=translator.value(node.arguments[1]))


def _verdict(translator: Translator, node: Operation) -> tuple[Rows, Piece]:
    rows = translator.rows(node)
    with translator.inside(rows):
        return rows, translator.condition(node.arguments[1])


@as_condition("all")
def all_(translator: Translator, node: Operation) -> Piece:
    """Every row; false when there is none."""
    rows, verdict = _verdict(translator, node)
    return condition("coalesce({}, FALSE)", rows.aggregate("bool_and(x.v)", settled(verdict)), nullable=False)


@as_condition("some", "any")
def some(translator: Translator, node: Operation) -> Piece:
    """At least one row."""
    rows, verdict = _verdict(translator, node)
    return condition("EXISTS {}", rows.select("1", where=verdict), nullable=False)


@as_condition("none")
def none(translator: Translator, node: Operation) -> Piece:
    """No row."""
    rows, verdict = _verdict(translator, node)
    return condition("NOT EXISTS {}", rows.select("1", where=verdict), nullable=False)


@as_value("count")
def count(translator: Translator, node: Operation) -> Piece:
    """How many rows there are, or for how many the condition holds."""
    if len(node.arguments) == 2:
        rows, verdict = _verdict(translator, node)
        return build("{}", rows.select("count(*)::numeric", where=verdict), type=SqlType.NUMERIC, nullable=False)
    listed = translator.listed(node.arguments[0])
    if isinstance(listed, Piece) and listed.type is SqlType.TEXT_LIST:
        return build("coalesce(cardinality({}), 0)::numeric", listed, type=SqlType.NUMERIC, nullable=False)
    return build("{}", translator.rows(node).select("count(*)::numeric"), type=SqlType.NUMERIC, nullable=False)


@as_value("sum")
def sum_(translator: Translator, node: Operation) -> Piece:
    """The sum of what is made of each row; nulls are left out, none sums to 0."""
    rows, piece = _projected(translator, node)
    total = rows.aggregate("coalesce(sum(x.v), 0)", number(piece, node.operator))
    return build("{}", total, type=SqlType.NUMERIC, nullable=False)


def _projected(translator: Translator, node: Operation) -> tuple[Rows, Piece]:
    rows = translator.rows(node)
    if len(node.arguments) > 1:
        with translator.inside(rows):
            return rows, translator.value(node.arguments[1])
    if rows.projection is None:
        raise NotTranslatable(node.operator, NO_SQL_FORM)
    return rows, rows.projection


def _extreme(name: str, scalar: str) -> None:
    @as_value(name)
    def translate(translator: Translator, node: Operation) -> Piece:
        if not node.arguments:
            return NULL_PIECE
        first = translator.listed(node.arguments[0])
        if isinstance(first, Rows):
            rows, piece = _projected(translator, node)
            if piece.is_null:
                return NULL_PIECE
            best = rows.aggregate(f"{name}(x.v{_collation(piece.type)})", piece)
            return build("{}", best, type=_ordered(piece.type, name), nullable=True)
        if isinstance(first, Items) or first.type is SqlType.TEXT_LIST:
            raise NotTranslatable(name, NO_SQL_FORM)
        return _extreme_of([translator.value(each) for each in node.arguments], name, scalar, node.path)


def _extreme_of(pieces: list[Piece], name: str, scalar: str, path: str) -> Piece:
    """``greatest`` and ``least`` leave nulls out, as the evaluator does."""
    type = common_type(pieces, name, path)
    present = [piece for piece in pieces if not piece.is_null]
    if not present:
        return NULL_PIECE
    places = ", ".join(f"{{}}{_collation(type)}" for _ in present)
    nullable = all(piece.nullable for piece in present)
    return build(f"{scalar}({places})", *present, type=_ordered(type, name), nullable=nullable)


_extreme("min", "least")
_extreme("max", "greatest")


def _ordered(type: SqlType, name: str) -> SqlType:
    if KINDS[type] not in ORDERED:
        raise TypeMismatch(name, found=KIND_LABELS[KINDS[type]], needs=KIND_LABELS[NUMBER])
    return type


def _collation(type: SqlType) -> str:
    return ' COLLATE "C"' if type is SqlType.TEXT else ""


@as_condition("missing")
def missing(translator: Translator, node: Operation) -> Piece:
    """Whether at least one of the named variables is null or the empty text."""
    tests = [_is_missing(translator.variable_named(name, node.path)) for name in _names(node)]
    return joined(" OR ", tests, SqlType.BOOLEAN) if tests else FALSE


def _names(node: Operation) -> list[str]:
    """The names, written out one by one or as one list."""
    arguments = node.arguments
    if arguments and isinstance(arguments[0], Array):
        arguments = arguments[0].items
    names = [each.value for each in arguments if isinstance(each, Literal) and isinstance(each.value, str)]
    if len(names) != len(arguments):
        raise NotTranslatable(node.operator, NO_SQL_FORM)
    return names


def _is_missing(piece: Piece) -> Piece:
    template = "coalesce({}, '') = ''" if piece.type is SqlType.TEXT else "{} IS NULL"
    return condition(template, piece, nullable=False)
