"""The parsed form of an expression: four kinds of nodes and the expression that holds them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeAlias

from kontor.kernel.jsonvalues import JsonValue

#: What expressions compute with: None, bool, Decimal, str, date, aware datetime, timedelta, UUID, tuple, Mapping.
Value: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the expression; ``path`` is its place."""

    value: Value
    path: str


@dataclass(frozen=True, slots=True)
class Var:
    """A variable by its dotted name; ``default`` stands in when it is missing or null."""

    name: str
    segments: tuple[str, ...]
    default: Node | None
    path: str


@dataclass(frozen=True, slots=True)
class Array:
    """A list of expressions, giving the list of their values."""

    items: tuple[Node, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator and its arguments, not yet evaluated."""

    operator: str
    arguments: tuple[Node, ...]
    path: str


Node: TypeAlias = Literal | Var | Array | Operation


class Expression:
    """An immutable, hashable expression. Equal JSON makes equal expressions.

    ``raw`` is the JSON it was read from, plain and ready to store; ``root`` the parsed form.
    """

    __slots__ = ("key", "root")

    key: str
    root: Node

    def __init__(self, key: str, root: Node) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "root", root)

    @property
    def raw(self) -> JsonValue:
        """A fresh copy of the expression as JSON."""
        raw: JsonValue = json.loads(self.key)
        return raw

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an expression never changes")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"Expression({self.key})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Expression, (self.key, self.root)

    def __copy__(self) -> Expression:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Expression:
        return self
