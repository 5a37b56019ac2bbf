"""What an operator is, and the registry of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from kontor.kernel.expressions.errors import TypeMismatch, WrongArguments
from kontor.kernel.expressions.nodes import Literal, Node, Operation, Value
from kontor.kernel.expressions.values import KIND_LABELS, LIST, NUMBER, TEXT, kind_of
from kontor.kernel.registry import Registry
from kontor.kernel.text import Text


class Evaluation(Protocol):
    """What an operator may ask of the running evaluation."""

    def value(self, node: Node) -> Value:
        """The value of a node in the present scope."""

    def within(self, item: Value, node: Node) -> Value:
        """The value of a node with ``item`` as the scope."""

    def lookup(self, name: str) -> Value:
        """The value of a variable by its dotted name; null when it is missing."""


Arguments = tuple[Node, ...]
Evaluate = Callable[[Evaluation, Arguments], Value]
Check = Callable[[Arguments], Text | None]


@dataclass(frozen=True, slots=True)
class Operator:
    """``evaluate`` gets its arguments unevaluated; ``check`` says what is wrong with them while parsing."""

    name: str
    evaluate: Evaluate
    least: int
    most: int | None
    check: Check | None
    iterates: bool
    """True when the second argument is evaluated once per item of the first."""

    def verify(self, operation: Operation) -> None:
        """Refuse a number of arguments or literal arguments that can never work.

        Raises:
            WrongArguments: names the operator and what it needs.
        """
        given = len(operation.arguments)
        if given < self.least or (self.most is not None and given > self.most):
            raise WrongArguments(self.name, _count_text(self.least, self.most), path=operation.path)
        if self.check is not None and (needs := self.check(operation.arguments)) is not None:
            raise WrongArguments(self.name, needs, path=operation.path)


operators: Registry[Operator] = Registry("operator", base=Operator)


def operator(
    *names: str, least: int = 0, most: int | None = None, check: Check | None = None, iterates: bool = False
) -> Callable[[Evaluate], Evaluate]:
    """Register a function as an operator under one or more names."""

    def register(evaluate: Evaluate) -> Evaluate:
        for name in names:
            operators.register(name)(Operator(name, evaluate, least, most, check, iterates))
        return evaluate

    return register


def _count_text(least: int, most: int | None) -> Text:
    if most is None:
        return Text(en=f"at least {least} arguments", zh_hant=f"至少 {least} 個引數")
    if least == most:
        return Text(en=f"{least} arguments", zh_hant=f" {least} 個引數")
    return Text(en=f"{least} to {most} arguments", zh_hant=f" {least} 至 {most} 個引數")


def number(name: str, value: Value) -> Decimal | None:
    """``value`` when it is a number or null; texts are never numbers here."""
    if value is None or isinstance(value, Decimal):
        return value
    raise TypeMismatch(name, found=KIND_LABELS[kind_of(value)], needs=KIND_LABELS[NUMBER])


def text(name: str, value: Value) -> str | None:
    """``value`` when it is a text or null."""
    if value is None or isinstance(value, str):
        return value
    raise TypeMismatch(name, found=KIND_LABELS[kind_of(value)], needs=KIND_LABELS[TEXT])


def items(name: str, value: Value) -> tuple[Value, ...]:
    """``value`` as a list; null is the empty list."""
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    raise TypeMismatch(name, found=KIND_LABELS[kind_of(value)], needs=KIND_LABELS[LIST])


def literal_integer(node: Node) -> int | None:
    """The whole number a literal argument spells, or None."""
    if isinstance(node, Literal) and isinstance(node.value, Decimal) and node.value == node.value.to_integral_value():
        return int(node.value)
    return None
