"""The Python back end: walks an expression over a scope, within limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from kontor.kernel.expressions.errors import ExpressionError, LimitReached
from kontor.kernel.expressions.nodes import Array, Expression, Literal, Node, Operation, Value, Var
from kontor.kernel.expressions.operators import operators
from kontor.kernel.expressions.values import plain
from kontor.kernel.text import Text

#: Names that mean the same inside a line as outside, unless the line has a field of that name.
AMBIENT = frozenset({"today", "now", "actor", "settings"})

#: The first segment that always means the outermost scope, and the one that means the present line.
ROOT, LINE = "$", "line"

ABSENT = object()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one evaluation may do: steps (nodes visited) and seconds."""

    steps: int = 1_000_000
    seconds: float = 2.0


DEFAULT_LIMITS = Limits()


def evaluate(expression: Expression, scope: Mapping[str, Value], *, limits: Limits = DEFAULT_LIMITS) -> Value:
    """The value of an expression: None, bool, Decimal, str, date, aware datetime, timedelta, UUID, tuple or Mapping.

    Raises:
        TypeMismatch: an operator met a kind it cannot work with; ``path`` names it.
        LimitReached: too many steps, too long, or a value too large.
    """
    return Evaluator(scope, limits).value(expression.root)


class Evaluator:
    """One evaluation: the scope, the present item inside an iteration, and the steps taken so far."""

    __slots__ = ("_data", "_deadline", "_inside", "_limits", "_root", "_steps")

    def __init__(self, scope: Value, limits: Limits = DEFAULT_LIMITS) -> None:
        self._root = scope
        self._data = scope
        self._inside = False
        self._limits = limits
        self._steps = 0
        self._deadline = monotonic() + limits.seconds

    def value(self, node: Node) -> Value:
        """The value of a node in the present scope."""
        self._steps += 1
        if self._steps > self._limits.steps:
            raise LimitReached(Text(en=f"{self._limits.steps} steps", zh_hant=f"{self._limits.steps} 個步驟"))
        if not self._steps & 0xFF and monotonic() > self._deadline:
            raise LimitReached(Text(en=f"{self._limits.seconds} seconds", zh_hant=f"{self._limits.seconds} 秒"))
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Var):
            return self._variable(node)
        if isinstance(node, Array):
            return tuple(self.value(each) for each in node.items)
        return self._operation(node)

    def within(self, item: Value, node: Node) -> Value:
        """The value of a node with ``item`` as the scope; the scope returns afterwards."""
        before = self._data, self._inside
        self._data, self._inside = item, True
        try:
            return self.value(node)
        finally:
            self._data, self._inside = before

    def lookup(self, name: str) -> Value:
        """The value of a variable by its dotted name; null when it is missing."""
        found = self._find(tuple(name.split(".")) if name else ())
        return None if found is ABSENT else plain(found)

    def _operation(self, node: Operation) -> Value:
        try:
            return operators.get(node.operator).evaluate(self, node.arguments)
        except ExpressionError as problem:
            problem.path = node.path if problem.path is None else problem.path
            raise

    def _variable(self, node: Var) -> Value:
        found = self._find(node.segments)
        value = None if found is ABSENT else plain(found)
        return self.value(node.default) if value is None and node.default is not None else value

    def _find(self, segments: tuple[str, ...]) -> Value:
        if not segments:
            return self._data
        head = segments[0]
        if head == ROOT:
            return walk(self._root, segments[1:])
        found = walk(self._data, segments)
        if found is not ABSENT or not self._inside:
            return found
        if head == LINE:
            return walk(self._data, segments[1:])
        return walk(self._root, segments) if head in AMBIENT else found


def walk(data: Value, segments: tuple[str, ...]) -> Value:
    """Follow a path through mappings and lists; a mapping may also hold a whole dotted rest as one key."""
    for at, segment in enumerate(segments):
        if isinstance(data, Mapping):
            if segment in data:
                if at + 1 < len(segments) and not isinstance(data[segment], Mapping | list | tuple):
                    return data.get(".".join(segments[at:]), ABSENT)
                data = data[segment]
                continue
            return data.get(".".join(segments[at:]), ABSENT) if at + 1 < len(segments) else ABSENT
        if isinstance(data, list | tuple) and segment.isascii() and segment.isdigit() and int(segment) < len(data):
            data = data[int(segment)]
            continue
        return ABSENT
    return data
