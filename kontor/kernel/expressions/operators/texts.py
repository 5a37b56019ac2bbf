"""Texts: joining, cutting, case."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from kontor.kernel.expressions.errors import LimitReached, TypeMismatch
from kontor.kernel.expressions.nodes import Value
from kontor.kernel.expressions.operators.base import Arguments, Evaluation, number, operator, text
from kontor.kernel.expressions.values import KIND_LABELS, TEXT, kind_of, number_text
from kontor.kernel.text import Text

#: Characters the longest text an expression may make.
MOST_CHARACTERS = 100_000


def spell(name: str, value: Value) -> str:
    """A value as text: numbers plain, dates ISO, moments to the second in UTC, null empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    if isinstance(value, date | UUID):
        return str(value)
    raise TypeMismatch(name, found=KIND_LABELS[kind_of(value)], needs=KIND_LABELS[TEXT])


@operator("cat")
def cat(evaluation: Evaluation, arguments: Arguments) -> Value:
    """All arguments as texts, one after the other."""
    parts: list[str] = []
    length = 0
    for each in arguments:
        parts.append(spell("cat", evaluation.value(each)))
        length += len(parts[-1])
        if length > MOST_CHARACTERS:
            raise LimitReached(
                Text(en=f"texts of {MOST_CHARACTERS} characters", zh_hant=f"文字最多 {MOST_CHARACTERS} 字")
            )
    return "".join(parts)


@operator("substr", least=2, most=3)
def substr(evaluation: Evaluation, arguments: Arguments) -> Value:
    """``[text, start, length]``; a negative start counts from the end, a negative length leaves so many off."""
    whole = text("substr", evaluation.value(arguments[0]))
    start = number("substr", evaluation.value(arguments[1]))
    length = number("substr", evaluation.value(arguments[2])) if len(arguments) > 2 else None
    if whole is None or start is None:
        return None
    rest = whole[int(start) :] if start >= 0 else whole[max(0, len(whole) + int(start)) :]
    return rest if length is None else rest[: int(length)]


@operator("starts_with", least=2, most=2)
def starts_with(evaluation: Evaluation, arguments: Arguments) -> Value:
    """Whether the first text begins with the second; false with null."""
    whole = text("starts_with", evaluation.value(arguments[0]))
    beginning = text("starts_with", evaluation.value(arguments[1]))
    return whole is not None and beginning is not None and whole.startswith(beginning)


@operator("lower", least=1, most=1)
def lower(evaluation: Evaluation, arguments: Arguments) -> Value:
    """The text in small letters, one letter for one, as the database does it."""
    whole = text("lower", evaluation.value(arguments[0]))
    return None if whole is None else lower_text(whole)


def lower_text(whole: str) -> str:
    """Small letters by the simple case mapping of Unicode: the length never changes."""
    if whole.isascii():
        return whole.lower()
    return "".join("i" if each == "İ" else each.lower() for each in whole)
