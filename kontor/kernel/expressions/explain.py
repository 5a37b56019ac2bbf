"""Why an expression came out as it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kontor.kernel.expressions.evaluation import DEFAULT_LIMITS, Evaluator, Limits
from kontor.kernel.expressions.nodes import Expression, Literal, Node, Operation, Value, Var
from kontor.kernel.expressions.values import plain, truthy
from kontor.kernel.jsonvalues import JsonValue, to_json

_STOPS_ON_FALSE = frozenset({"and", "all"})
_STOPS_ON_TRUE = frozenset({"or", "some", "any"})


@dataclass(frozen=True, slots=True)
class Trace:
    """One evaluated part: its place, what it is (operator, ``var name``, or ``literal``), its value, its parts.

    Parts that were never looked at (after ``and`` met a false) are absent. ``item`` numbers the item of an
    iteration, from 0.
    """

    path: str
    what: str
    value: Value
    parts: tuple[Trace, ...] = ()
    item: int | None = None

    def deciding(self) -> Iterator[Trace]:
        """The comparisons, tests and variables that decided, leaving out branches that made no difference."""
        parts = [part for part in self._deciding_parts() if part.what != "literal"]
        if self.what in _CONNECTIVES and parts:
            for part in parts:
                yield from part.deciding()
        else:
            yield self

    def variables(self) -> dict[str, Value]:
        """Name and value of every variable that was read on the deciding way."""
        found: dict[str, Value] = {}
        for part in self.deciding():
            for each in part.walk():
                if each.what.startswith("var "):
                    found[each.what.removeprefix("var ")] = each.value
        return found

    def walk(self) -> Iterator[Trace]:
        """This part and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def to_mapping(self) -> dict[str, JsonValue]:
        """The trace as JSON, for the API."""
        mapping: dict[str, JsonValue] = {"path": self.path, "what": self.what, "value": _shown(self.value)}
        if self.item is not None:
            mapping["item"] = self.item
        if self.parts:
            mapping["parts"] = [part.to_mapping() for part in self.parts]
        return mapping

    def _deciding_parts(self) -> tuple[Trace, ...]:
        verdict = truthy(self.value)
        stopped = (self.what in _STOPS_ON_FALSE and not verdict) or (self.what in _STOPS_ON_TRUE and verdict)
        stopped = stopped or (self.what == "none" and not verdict)
        return self.parts[-1:] if stopped else self.parts


_CONNECTIVES = frozenset({"and", "or", "!", "!!", "if", "?:", "all", "some", "any", "none"})


def explain(expression: Expression, scope: Mapping[str, Value], *, limits: Limits = DEFAULT_LIMITS) -> Trace:
    """Evaluate and tell the value of every part that was looked at.

    Raises:
        TypeMismatch, LimitReached: as ``evaluate``.
    """
    tracer = _Tracer(scope, limits)
    tracer.value(expression.root)
    return tracer.finished[0]


class _Tracer(Evaluator):
    """An evaluator that writes down what it visits."""

    __slots__ = ("_item", "finished")

    def __init__(self, scope: Value, limits: Limits) -> None:
        super().__init__(scope, limits)
        self.finished: list[Trace] = []
        self._item: int | None = None

    def value(self, node: Node) -> Value:
        siblings, item = self.finished, self._item
        self.finished, self._item = [], None
        try:
            value = super().value(node)
            siblings.append(Trace(node.path, _what(node), value, tuple(self.finished), item))
        finally:
            self.finished = siblings
        return value

    def within(self, item: Value, node: Node) -> Value:
        self._item = sum(1 for each in self.finished if each.item is not None)
        return super().within(item, node)


def _what(node: Node) -> str:
    if isinstance(node, Operation):
        return node.operator
    if isinstance(node, Var):
        return f"var {node.name}"
    return "literal" if isinstance(node, Literal) else "list"


def _shown(value: Value) -> JsonValue:
    """A value as JSON; records only by their id, lists of records and long lists only by their length."""
    if isinstance(value, Mapping):
        return {"id": to_json(plain(value.get("id")))}
    if isinstance(value, tuple) and (len(value) > 20 or any(isinstance(each, Mapping) for each in value)):
        return {"count": len(value)}
    return to_json(value)
