"""The SQL back end: turns an expression into one SQL expression with the meaning the evaluator gives it.

Two readings of a node: ``value`` (SQL NULL is null) and ``condition`` (SQL NULL counts as false), so that a
filter stays ``amount > %s``, which an index can serve, and a negation still treats null as the evaluator does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeAlias, cast

from kontor.kernel.expressions.errors import ExpressionError, NotTranslatable, TypeMismatch
from kontor.kernel.expressions.evaluation import AMBIENT, LINE, ROOT
from kontor.kernel.expressions.nodes import Array, Expression, Literal, Node, Operation, Var
from kontor.kernel.expressions.sql.pieces import (
    FALSE,
    KINDS,
    TRUE,
    Collection,
    Column,
    Constant,
    Piece,
    Resolved,
    Sql,
    SqlScope,
    SqlType,
    build,
    column,
    condition,
    literal,
)
from kontor.kernel.expressions.values import KIND_LABELS, LIST, plain
from kontor.kernel.registry import Registry
from kontor.kernel.text import Text

#: Characters a translated expression may have.
MOST_SQL = 200_000

#: Operators whose value is a list, although SQL can say whether that list is empty.
LIST_VALUED = frozenset({"missing"})

NO_SQL_FORM = Text(en="SQL has no form of it", zh_hant="沒有對應的 SQL 寫法")
UNKNOWN_VARIABLE = Text(en="the database does not know this field", zh_hant="資料庫沒有此欄位")
ONE_TYPE = Text(en="its parts are of different types", zh_hant="各部分型別不同")
TEXT_IN_COLUMN = Text(en="a text field is compared with another type", zh_hant="文字欄位與其他型別比較")
TOO_LONG = Text(en="it is too long", zh_hant="過長")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a collection that pass all filters; ``projection`` is what ``map`` makes of each."""

    collection: Collection
    filters: tuple[Piece, ...] = ()
    projection: Piece | None = None

    def aggregate(self, template: str, piece: Piece) -> Piece:
        """An aggregate of a piece over the rows.

        The piece is computed one level further in: PostgreSQL gives an aggregate of outer columns alone to the
        outer query.
        """
        return build(f"(SELECT {template} FROM {{}} x)", self.select("{} AS v", piece), type=piece.type)

    def select(self, template: str, *pieces: Piece, where: Piece | None = None) -> Piece:
        """A sub-select over the rows; ``template`` is its select list and may hold ``{}`` for ``pieces``."""
        tie = Piece(f"({self.collection.condition})", self.collection.params, SqlType.BOOLEAN, nullable=False)
        conditions = [tie, *self.filters, *([where] if where is not None else [])]
        places = " AND ".join("{}" for _ in conditions)
        text = f"(SELECT {template} FROM {self.collection.source.replace('{', '{{').replace('}', '}}')} WHERE {places})"
        return build(text, *pieces, *conditions, type=SqlType.BOOLEAN)


@dataclass(frozen=True, slots=True)
class Items:
    """A list written out or known before the query."""

    pieces: tuple[Piece, ...]


Listed: TypeAlias = Rows | Items | Piece

ValueTranslation: TypeAlias = Callable[["Translator", Operation], Piece]
ListTranslation: TypeAlias = Callable[["Translator", Operation], Listed]

value_translations: Registry[ValueTranslation] = Registry("SQL value translation")
condition_translations: Registry[ValueTranslation] = Registry("SQL condition translation")
list_translations: Registry[ListTranslation] = Registry("SQL list translation")


def as_value(*names: str) -> Callable[[ValueTranslation], ValueTranslation]:
    """Register a translation that gives a value."""
    return _registers(value_translations, names)


def as_condition(*names: str) -> Callable[[ValueTranslation], ValueTranslation]:
    """Register a translation that gives a condition."""
    return _registers(condition_translations, names)


def _registers(
    registry: Registry[ValueTranslation], names: tuple[str, ...]
) -> Callable[[ValueTranslation], ValueTranslation]:
    def register(translation: ValueTranslation) -> ValueTranslation:
        for name in names:
            registry.register(name)(translation)
        return translation

    return register


def as_list(name: str) -> Callable[[ListTranslation], ListTranslation]:
    """Register a translation that gives a list."""
    return list_translations.register(name)


def to_sql(expression: Expression, scope: SqlScope) -> Sql:
    """The expression as a condition for WHERE: the rows for which the evaluator's value counts as true.

    Raises:
        NotTranslatable: SQL cannot say an operator, or the database does not know a variable.
        TypeMismatch: an operator meets a type it cannot work with.
    """
    piece = Translator(scope).condition(expression.root)
    return Sql(piece.text, piece.params, SqlType.BOOLEAN)


def to_sql_value(expression: Expression, scope: SqlScope) -> Sql:
    """The expression as a value for a select list or ORDER BY, equal to the evaluator's value; errors as ``to_sql``."""
    piece = Translator(scope).value(expression.root)
    return Sql(piece.text, piece.params, piece.type)


class Translator:
    """Translates one expression; keeps the scope of the rows being iterated."""

    def __init__(self, scope: SqlScope) -> None:
        self._root = scope
        self._scope = scope
        self._inside = False

    def value(self, node: Node) -> Piece:
        """A node as a value."""
        if isinstance(node, Operation):
            if (translation := value_translations.find(node.operator)) is not None:
                return self._placed(translation, node)
            if node.operator in condition_translations and node.operator not in LIST_VALUED:
                return settled(self.condition(node))
            if node.operator in list_translations or node.operator in LIST_VALUED:
                raise NotTranslatable(node.operator, _LIST_AS_VALUE, path=node.path)
            raise NotTranslatable(node.operator, NO_SQL_FORM, path=node.path)
        if isinstance(node, Array):
            raise NotTranslatable("[…]", _LIST_AS_VALUE, path=node.path)
        piece = self.listed(node)
        if not isinstance(piece, Piece):
            raise NotTranslatable(_name(node), _LIST_AS_VALUE, path=node.path)
        return piece

    def condition(self, node: Node) -> Piece:
        """A node as a condition."""
        if isinstance(node, Operation):
            if (translation := condition_translations.find(node.operator)) is not None:
                return self._placed(translation, node)
            if node.operator in list_translations:
                return _holds_any(self.listed(node))
            return truth(self.value(node))
        return _holds_any(self.listed(node))

    def listed(self, node: Node) -> Listed:
        """A node as a list where it is one, else its value."""
        if isinstance(node, Array):
            return Items(tuple(self.value(each) for each in node.items))
        if isinstance(node, Literal):
            return cast(Piece, literal(node.value))
        if isinstance(node, Var):
            return self._variable(node)
        translation = list_translations.find(node.operator)
        return self.value(node) if translation is None else self._placed_list(translation, node)

    def rows(self, node: Operation) -> Rows:
        """The first argument of an operator as rows of a collection."""
        listed = self.listed(node.arguments[0])
        if isinstance(listed, Rows):
            return listed
        if isinstance(listed, Items) or listed.type is SqlType.TEXT_LIST:
            raise NotTranslatable(node.operator, NO_SQL_FORM, path=node.path)
        raise TypeMismatch(
            node.operator, found=KIND_LABELS[KINDS[listed.type]], needs=KIND_LABELS[LIST], path=node.path
        )

    @contextmanager
    def inside(self, rows: Rows) -> Iterator[None]:
        """Resolve names in the rows of a collection while the block runs."""
        if rows.projection is not None:
            raise NotTranslatable("map", NO_SQL_FORM)
        before = self._scope, self._inside
        self._scope, self._inside = rows.collection.scope, True
        try:
            yield
        finally:
            self._scope, self._inside = before

    def variable_named(self, name: str, path: str) -> Piece:
        """The value of a variable by its dotted name."""
        piece = self._resolved(self._find(tuple(name.split("."))), name, path)
        if isinstance(piece, Piece):
            return piece
        raise NotTranslatable(name, _LIST_AS_VALUE, path=path)

    def _variable(self, node: Var) -> Listed:
        found = self._resolved(self._find(node.segments), node.name, node.path)
        if node.default is None or not isinstance(found, Piece):
            return found
        return first_present([found, self.value(node.default)], "var", node.path)

    def _resolved(self, found: Resolved | None, name: str, path: str) -> Listed:
        if isinstance(found, Column):
            return column(found)
        if isinstance(found, Collection):
            return Rows(found)
        if found is None:
            raise NotTranslatable(name, UNKNOWN_VARIABLE, path=path)
        return _constant(found, name, path)

    def _find(self, segments: tuple[str, ...]) -> Resolved | None:
        """The same order of places the evaluator looks in."""
        if not segments:
            return None
        head, rest = segments[0], ".".join(segments[1:])
        if head == ROOT:
            return self._root.resolve(rest)
        found = self._scope.resolve(".".join(segments))
        if found is not None or not self._inside:
            return found
        if head == LINE:
            return self._scope.resolve(rest)
        return self._root.resolve(".".join(segments)) if head in AMBIENT else None

    def _placed(self, translation: ValueTranslation, node: Operation) -> Piece:
        with _place(node):
            piece = translation(self, node)
            if len(piece.text) > MOST_SQL:
                raise NotTranslatable(node.operator, TOO_LONG)
            return piece

    def _placed_list(self, translation: ListTranslation, node: Operation) -> Listed:
        with _place(node):
            return translation(self, node)


_LIST_AS_VALUE = Text(en="it is a list and stands for a single value", zh_hant="此處需要單一值而非清單")


@contextmanager
def _place(node: Operation) -> Iterator[None]:
    """Give a refusal the place of the operator it came from."""
    try:
        yield
    except ExpressionError as problem:
        problem.path = node.path if problem.path is None else problem.path
        raise


def _constant(found: Constant, name: str, path: str) -> Listed:
    value = plain(found.value)
    if isinstance(value, tuple):
        pieces = tuple(literal(each) for each in value)
        if all(piece is not None for piece in pieces):
            return Items(cast(tuple[Piece, ...], pieces))
    piece = literal(value)
    if piece is None:
        raise NotTranslatable(name, NO_SQL_FORM, path=path)
    return piece


def _name(node: Node) -> str:
    return f"var {node.name}" if isinstance(node, Var) else "[…]"


def _holds_any(listed: Listed) -> Piece:
    if isinstance(listed, Rows):
        return condition("EXISTS {}", listed.select("1"), nullable=False)
    if isinstance(listed, Items):
        return TRUE if listed.pieces else FALSE
    return truth(listed)


def truth(piece: Piece) -> Piece:
    """A value as a condition: whether it counts as true."""
    if piece.is_null:
        return FALSE
    if piece.type is SqlType.BOOLEAN:
        return piece
    template = _TRUTH.get(piece.type)
    return condition("{} IS NOT NULL", piece, nullable=False) if template is None else condition(template, piece)


_TRUTH = {SqlType.NUMERIC: "{} <> 0", SqlType.TEXT: "{} <> ''", SqlType.TEXT_LIST: "cardinality({}) > 0"}


def settled(piece: Piece) -> Piece:
    """A condition as a value: true or false, never null."""
    return condition("{} IS TRUE", piece, nullable=False) if piece.nullable else piece


def negated(piece: Piece) -> Piece:
    """The opposite of a condition; true where it is null."""
    template = "{} IS NOT TRUE" if piece.nullable else "NOT {}"
    return condition(template, piece, nullable=False)


def typed(piece: Piece, type: SqlType) -> Piece:
    """A null literal with the type its neighbours have; other pieces as they are."""
    return replace(piece, text=f"NULL::{type.value}", type=type) if piece.is_null else piece


def common_type(pieces: list[Piece], operator: str, path: str) -> SqlType:
    """The one type of all pieces that are not the literal null.

    Raises:
        NotTranslatable: there are several.
    """
    types = {piece.type for piece in pieces if not piece.is_null}
    if len(types) > 1:
        raise NotTranslatable(operator, ONE_TYPE, path=path)
    return types.pop() if types else SqlType.NULL


def first_present(pieces: list[Piece], operator: str, path: str) -> Piece:
    """``coalesce`` of pieces of one type."""
    type = common_type(pieces, operator, path)
    present = [piece for piece in pieces if not piece.is_null]
    if len(present) < 2:
        return present[0] if present else pieces[0]
    template = "coalesce(" + ", ".join("{}" for _ in present) + ")"
    return build(template, *present, type=type, nullable=all(piece.nullable for piece in present))
