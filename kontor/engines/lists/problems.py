"""What can be wrong with a question, each with its path."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kontor.kernel.errors import FieldProblem, ValidationFailed
from kontor.kernel.registry import nearest
from kontor.kernel.text import Text

_UNKNOWN = Text(en="There is no field “{field}”. {hint}", zh_hant="沒有欄位「{field}」。{hint}")
_HINT = Text(en="Did you mean “{name}”?", zh_hant="是否為「{name}」?")
_NO_HINT = Text(en="", zh_hant="")
_VALUE = Text(en="“{value}” is no {kind}", zh_hant="「{value}」不是{kind}")
_OPERATOR = Text(
    en="“{operator}” cannot be asked of this field; there are {allowed}",
    zh_hant="此欄位不支援「{operator}」;可用:{allowed}",
)
_SORT = Text(en="The list cannot be sorted by “{field}”", zh_hant="清單無法依「{field}」排序")
_CURSOR = Text(
    en="The cursor belongs to another question; begin again without it", zh_hant="游標不屬於此查詢;請重新查詢"
)
_PAGE = Text(en="{name} must be from {least} to {most}", zh_hant="{name} 必須介於 {least} 到 {most}")
_EXPRESSION = Text(en="The filter cannot be used here: {reason}", zh_hant="此篩選條件無法使用:{reason}")


def unknown_field(name: str, known: Iterable[str], path: str) -> FieldProblem:
    """No such field (or none the actor may see), with the nearest one."""
    suggestion = nearest(name, known)
    hint = Text(en=_HINT.format("en", name=suggestion), zh_hant=_HINT.format("zh-Hant", name=suggestion))
    facts = {"field": name[:100], "suggestion": suggestion, "hint": hint if suggestion else _NO_HINT}
    return FieldProblem(path, "UNKNOWN_FIELD", _UNKNOWN, facts)


def bad_value(path: str, value: Any, kind: Text) -> FieldProblem:
    """A value the field's type cannot read."""
    return FieldProblem(path, "WRONG_TYPE", _VALUE, {"value": str(value)[:80], "kind": kind})


def bad_operator(path: str, operator: str, allowed: Iterable[str]) -> FieldProblem:
    """An operator that means nothing for the field's type."""
    facts = {"operator": operator[:30], "allowed": tuple(sorted(allowed))}
    return FieldProblem(path, "WRONG_OPERATOR", _OPERATOR, facts)


def not_sortable(name: str) -> FieldProblem:
    """Values of the field have no order."""
    return FieldProblem("sort", "NOT_SORTABLE", _SORT, {"field": name})


def bad_expression(reason: Any, path: str = "filter", **facts: Any) -> FieldProblem:
    """The filter cannot be said in SQL."""
    return FieldProblem(path, "FILTER_NOT_POSSIBLE", _EXPRESSION, {"reason": reason, **facts})


def bad_cursor() -> ValidationFailed:
    """The cursor is damaged or was made for another sort order."""
    return ValidationFailed((FieldProblem("cursor", "BAD_CURSOR", _CURSOR, {}),))


def out_of_range(name: str, least: int, most: int) -> ValidationFailed:
    """Page or page size."""
    facts = {"name": name, "least": least, "most": most}
    return ValidationFailed((FieldProblem(name, "OUT_OF_RANGE", _PAGE, facts),))
