"""What SQL is made of here: typed pieces of text with their parameters, and what a variable may stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from kontor.kernel.expressions.evaluation import ABSENT, walk
from kontor.kernel.expressions.values import BOOLEAN, DATE, DURATION, ID, LIST, MOMENT, NULL, NUMBER, TEXT


class SqlType(Enum):
    """Types of PostgreSQL an expression can compute with."""

    TEXT = "text"
    NUMERIC = "numeric"
    DATE = "date"
    DATETIME = "timestamptz"
    BOOLEAN = "boolean"
    UUID = "uuid"
    DURATION = "interval"
    TEXT_LIST = "text[]"
    NULL = "unknown"


#: The kind of value (``values.py``) each type holds.
KINDS = {
    SqlType.TEXT: TEXT,
    SqlType.NUMERIC: NUMBER,
    SqlType.DATE: DATE,
    SqlType.DATETIME: MOMENT,
    SqlType.BOOLEAN: BOOLEAN,
    SqlType.UUID: ID,
    SqlType.DURATION: DURATION,
    SqlType.TEXT_LIST: LIST,
    SqlType.NULL: NULL,
}

_TYPES: dict[type, SqlType] = {
    str: SqlType.TEXT,
    Decimal: SqlType.NUMERIC,
    date: SqlType.DATE,
    datetime: SqlType.DATETIME,
    bool: SqlType.BOOLEAN,
    UUID: SqlType.UUID,
    timedelta: SqlType.DURATION,
    type(None): SqlType.NULL,
}


@dataclass(frozen=True, slots=True)
class Sql:
    """SQL text with ``%s`` for each parameter, in order, ready for psycopg; values are never part of the text."""

    text: str
    params: tuple[Any, ...] = ()
    type: SqlType = SqlType.BOOLEAN


@dataclass(frozen=True, slots=True)
class Column:
    """A column or any SQL expression of a known type; ``%`` inside ``text`` must be doubled."""

    text: str
    type: SqlType
    params: tuple[Any, ...] = ()
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Constant:
    """A value known before the query runs: ``today``, the actor, a setting."""

    value: Any


@dataclass(frozen=True, slots=True)
class Collection:
    """Rows that belong to the present row, such as its lines.

    ``source`` goes behind FROM (``transactions.document_line l``), ``condition`` ties it to the outer row
    (``l.document_id = d.id``); ``scope`` resolves names inside.
    """

    source: str
    condition: str
    scope: SqlScope
    params: tuple[Any, ...] = ()


Resolved: TypeAlias = Column | Constant | Collection


class SqlScope(Protocol):
    """Tells what a variable is in the database."""

    def resolve(self, path: str) -> Resolved | None:
        """What the dotted ``path`` stands for; None when the database does not know it."""


@dataclass(frozen=True, slots=True)
class TableScope:
    """A scope from two mappings: columns and collections by full path, constants as nested data."""

    columns: Mapping[str, Column | Collection]
    constants: Mapping[str, Any] = field(default_factory=dict)

    def resolve(self, path: str) -> Resolved | None:
        """A column or collection by its path, else a constant."""
        if (found := self.columns.get(path)) is not None:
            return found
        value = walk(self.constants, tuple(path.split(".")))
        return None if value is ABSENT else Constant(value)


@dataclass(frozen=True, slots=True)
class Piece:
    """A translated part. As a value SQL NULL is null; as a condition SQL NULL counts as false.

    ``literal`` is set when the piece is one parameter, with its value.
    """

    text: str
    params: tuple[Any, ...]
    type: SqlType
    nullable: bool
    literal: Constant | None = None

    @property
    def is_null(self) -> bool:
        """Whether this is the literal null."""
        return self.type is SqlType.NULL


_ONE_WORD = re.compile(r"\{\}|[\w.\"]+")
_CALL = re.compile(r"\w*\(")

NULL_PIECE = Piece("NULL", (), SqlType.NULL, nullable=True, literal=Constant(None))
FALSE = Piece("FALSE", (), SqlType.BOOLEAN, nullable=False)
TRUE = Piece("TRUE", (), SqlType.BOOLEAN, nullable=False)


def literal(value: Any) -> Piece | None:
    """A plain scalar as one parameter with a cast, or None when SQL has no type for it."""
    kind = _TYPES.get(type(value))
    if kind is None:
        return None
    if kind is SqlType.NULL:
        return NULL_PIECE
    return Piece(f"%s::{kind.value}", (value,), kind, nullable=False, literal=Constant(value))


def column(found: Column) -> Piece:
    """A column of a scope as a piece, in brackets unless it is a plain name."""
    text = found.text if _ONE_WORD.fullmatch(found.text) else f"({found.text})"
    return Piece(text, found.params, found.type, found.nullable)


def build(template: str, *pieces: Piece, type: SqlType, nullable: bool | None = None) -> Piece:
    """Put pieces into the ``{}`` of a template of our own; nullable when any of them is, unless said otherwise.

    The result stands in brackets (or is one call), so a piece means the same wherever it is put.
    """
    closed = template if _is_closed(template) else f"({template})"
    return Piece(
        text=closed.format(*(piece.text for piece in pieces)),
        params=tuple(param for piece in pieces for param in piece.params),
        type=type,
        nullable=any(piece.nullable for piece in pieces) if nullable is None else nullable,
    )


@lru_cache(maxsize=512)
def _is_closed(template: str) -> bool:
    """Whether a template is a bare place, a word, or one pair of brackets (perhaps of a call) from start to end."""
    if _ONE_WORD.fullmatch(template):
        return True
    opening = _CALL.match(template)
    depth = 0
    for at, character in enumerate(template):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if opening is not None and at >= opening.end() - 1 and depth == 0:
            return at == len(template) - 1
    return False


def condition(template: str, *pieces: Piece, nullable: bool | None = None) -> Piece:
    """``build`` for a boolean piece."""
    return build(template, *pieces, type=SqlType.BOOLEAN, nullable=nullable)


def joined(separator: str, pieces: list[Piece], type: SqlType, *, nullable: bool | None = None) -> Piece:
    """Pieces with a separator between."""
    return build(separator.join("{}" for _ in pieces), *pieces, type=type, nullable=nullable)
