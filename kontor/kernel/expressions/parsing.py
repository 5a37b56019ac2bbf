"""From JSON to an expression: every operator known, every size bounded, every mistake with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from kontor.kernel.expressions.errors import ExpressionMalformed, ExpressionTooLarge, UnknownOperator, WrongArguments
from kontor.kernel.expressions.nodes import Array, Expression, Literal, Node, Operation, Var
from kontor.kernel.expressions.operators import operators
from kontor.kernel.expressions.values import MOST_DIGITS
from kontor.kernel.jsonvalues import JsonValue, decimal_text, duration_text
from kontor.kernel.registry import nearest
from kontor.kernel.text import Text

MOST_DEPTH = 64
MOST_NODES = 5_000
MOST_TEXT = 10_000

#: Characters of the longest expression that is kept; filters come from outside and must not fill the memory.
_MOST_CACHED = 2_000

_VAR_NEEDS = Text(
    en="one variable name, written out, and perhaps a default", zh_hant="一個直接寫出的變數名稱,可加預設值"
)


def parse(raw: Any) -> Expression:
    """Read an expression from JSON values (dict, list, str, numbers, bool, None; from YAML also dates).

    Equal JSON gives an equal expression, and where it is short the same object. Operators, argument counts and
    literal options are checked here.

    Raises:
        ExpressionMalformed, UnknownOperator, WrongArguments, ExpressionTooLarge: with the ``path`` inside.
    """
    if isinstance(raw, Expression):
        return raw
    plain = _Plain().json(raw, "", 0)
    key = json.dumps(plain, separators=(",", ":"), ensure_ascii=False)
    return _parse_key(key) if len(key) <= _MOST_CACHED else _read_key(key)


@lru_cache(maxsize=2048)
def _parse_key(key: str) -> Expression:
    return _read_key(key)


def _read_key(key: str) -> Expression:
    return Expression(key, _node(json.loads(key, parse_float=Decimal, parse_int=Decimal), ""))


class _Plain:
    """Turns the input into plain JSON, refusing what is too large or no JSON before anything recurses."""

    def __init__(self) -> None:
        self.nodes = 0

    def json(self, raw: Any, path: str, depth: int) -> JsonValue:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise ExpressionTooLarge(Text(en=f"{MOST_NODES} parts", zh_hant=f"{MOST_NODES} 個部分"), path=path)
        if depth > MOST_DEPTH:
            raise ExpressionTooLarge(Text(en=f"{MOST_DEPTH} levels", zh_hant=f"{MOST_DEPTH} 層"), path=path)
        if isinstance(raw, dict):
            return {
                self.text(name, path): self.json(each, _below(path, str(name)[:40]), depth + 1)
                for name, each in raw.items()
            }
        if isinstance(raw, list | tuple):
            return [self.json(each, f"{path}[{at}]", depth + 1) for at, each in enumerate(raw)]
        return self.scalar(raw, path)

    def scalar(self, raw: Any, path: str) -> JsonValue:
        if raw is None or isinstance(raw, bool):
            return raw
        if isinstance(raw, str):
            return self.text(raw, path)
        if isinstance(raw, int | float | Decimal):
            return _number(raw, path)
        for kind, spell in _TYPED:
            if isinstance(raw, kind):
                return spell(raw)
        name = type(raw).__name__
        raise _malformed(f"{name} is no JSON", f"{name} 不是 JSON", path)

    def text(self, raw: Any, path: str) -> str:
        if not isinstance(raw, str):
            raise _malformed("a key must be a text", "鍵必須為文字", path)
        if len(raw) > MOST_TEXT:
            raise ExpressionTooLarge(
                Text(en=f"{MOST_TEXT} characters in a text", zh_hant=f"文字 {MOST_TEXT} 字"), path=path
            )
        if "\0" in raw or any("\ud800" <= each <= "\udfff" for each in raw):
            raise _malformed("a text holds characters that cannot be stored", "文字含有無法儲存的字元", path)
        return raw


_TYPED: tuple[tuple[type, Callable[[Any], JsonValue]], ...] = (
    (datetime, lambda moment: {"datetime": moment.isoformat()}),
    (date, lambda day: {"date": day.isoformat()}),
    (timedelta, lambda length: {"duration": duration_text(length)}),
    (UUID, str),
)


def _number(raw: int | float | Decimal, path: str) -> JsonValue:
    """A number as JSON spells it exactly; one no float can hold becomes ``{"decimal": "…"}``."""
    if isinstance(raw, int) and raw.bit_length() > 4 * MOST_DIGITS:
        raise _malformed("a number is too large", "數值過大", path)
    value = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    too_fine = value.is_finite() and -int(value.as_tuple().exponent) > MOST_DIGITS
    if not value.is_finite() or too_fine or (value and value.adjusted() >= MOST_DIGITS):
        raise _malformed("a number is not finite or has too many digits", "數值非有限值或位數過多", path)
    if value == value.to_integral_value():
        return int(value)
    nearest_float = float(value)
    return nearest_float if Decimal(repr(nearest_float)) == value else {"decimal": decimal_text(value)}


def _node(raw: Any, path: str) -> Node:
    if isinstance(raw, dict):
        return _operation(raw, path)
    if isinstance(raw, list):
        return Array(tuple(_node(each, f"{path}[{at}]") for at, each in enumerate(raw)), path)
    return Literal(raw, path)


def _operation(raw: dict[str, Any], path: str) -> Node:
    if len(raw) != 1:
        raise _malformed(
            f"an object holds exactly one operator, not {len(raw)}", f"物件須恰有一個運算子,而非 {len(raw)} 個", path
        )
    [(name, argument)] = raw.items()
    place = _below(path, name[:40])
    arguments = argument if isinstance(argument, list) else [argument]
    if name == "var":
        return _var(arguments, place)
    known = operators.find(name)
    if known is None:
        raise UnknownOperator(name[:80], nearest(name, operators.names()), path=place)
    nodes = tuple(_node(each, f"{place}[{at}]") for at, each in enumerate(arguments))
    operation = Operation(name, nodes, place)
    known.verify(operation)
    return operation


def _var(arguments: list[Any], path: str) -> Var:
    """``{"var": "name"}``, ``{"var": ["name", default]}``; no name, null and "" mean the whole scope."""
    if len(arguments) > 2:
        raise WrongArguments("var", _VAR_NEEDS, path=path)
    name = _var_name(arguments[0] if arguments else "", path)
    default = _node(arguments[1], f"{path}[1]") if len(arguments) == 2 else None
    return Var(name, tuple(name.split(".")) if name else (), default, path)


def _var_name(raw: Any, path: str) -> str:
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, Decimal) and raw == raw.to_integral_value() and raw >= 0:
        return str(int(raw))
    raise WrongArguments("var", _VAR_NEEDS, path=path)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _malformed(english: str, chinese: str, path: str) -> ExpressionMalformed:
    return ExpressionMalformed(Text(en=english, zh_hant=chinese), path=path)
