"""Refusals the types share."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from kontor.kernel.jsonvalues import decimal_text
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import FieldError

MOST_DIGITS = 30
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def wrong_type(expected_en: str, expected_zh: str, raw: Any) -> FieldError:
    """The value is of another kind than the field."""
    text = Text(en=f"expected {expected_en}, got “{{value}}”", zh_hant=f"應為{expected_zh},收到「{{value}}」")
    return FieldError("WRONG_TYPE", text, value=_short(raw))


def _short(raw: Any) -> str:
    text = raw if isinstance(raw, str) else repr(raw)
    clean = _CONTROL.sub("�", text)
    return clean if len(clean) <= 80 else f"{clean[:77]}…"


def plain_text(raw: Any) -> str:
    """A text without characters PostgreSQL or people cannot read (NUL, lone surrogates)."""
    if not isinstance(raw, str):
        raise wrong_type("a text", "文字", raw)
    if _CONTROL.search(raw):
        raise FieldError(
            "UNREADABLE_CHARACTER",
            Text(en="the text holds a character that cannot be stored", zh_hant="文字包含無法儲存的字元"),
        )
    return raw


def too_long(length: int, limit: int) -> FieldError:
    """A text beyond its length."""
    text = Text(en="at most {limit} characters, this has {length}", zh_hant="最多 {limit} 個字元,目前為 {length}")
    return FieldError("TOO_LONG", text, limit=limit, length=length)


def exact_decimal(raw: Any) -> Decimal:
    """A finite decimal from a number or its text; booleans are no numbers, a float is what it prints as."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise wrong_type("a number", "數字", raw)
    words = repr(raw) if isinstance(raw, float) else str(raw).strip()
    if len(words) > 60 or not _NUMBER.fullmatch(words):
        raise wrong_type("a number", "數字", raw)
    try:
        value = Decimal(words)
    except InvalidOperation as problem:
        raise wrong_type("a number", "數字", raw) from problem
    if abs(value.adjusted()) > MOST_DIGITS:
        raise FieldError("NUMBER_TOO_LARGE", Text(en="the number is too large", zh_hant="數字過大"))
    return value + 0 if value.is_zero() else value


def within_scale(value: Decimal, scale: int) -> Decimal:
    """Refuse more decimals than the field keeps; trailing zeros do not count."""
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > scale:
        text = Text(en="at most {scale} decimals, got {value}", zh_hant="最多 {scale} 位小數,收到 {value}")
        raise FieldError("TOO_MANY_DECIMALS", text, scale=scale, value=decimal_text(value))
    whole_digits = value.adjusted() + 1
    if whole_digits > MOST_DIGITS - scale:
        raise FieldError("NUMBER_TOO_LARGE", Text(en="the number is too large", zh_hant="數字過大"))
    return value


def within_range(
    value: Decimal | int, minimum: Decimal | None, maximum: Decimal | None, above: Decimal | None = None
) -> None:
    """Refuse values outside ``minimum`` … ``maximum``, or not greater than ``above``."""
    if minimum is not None and value < minimum:
        text = Text(en="must be at least {minimum}, got {value}", zh_hant="不可小於 {minimum},收到 {value}")
        raise FieldError("TOO_SMALL", text, minimum=minimum, value=value)
    if above is not None and value <= above:
        text = Text(en="must be more than {above}, got {value}", zh_hant="必須大於 {above},收到 {value}")
        raise FieldError("TOO_SMALL", text, above=above, value=value)
    if maximum is not None and value > maximum:
        text = Text(en="must be at most {maximum}, got {value}", zh_hant="不可大於 {maximum},收到 {value}")
        raise FieldError("TOO_LARGE", text, maximum=maximum, value=value)


def real_year(value: date | datetime, raw: Any) -> None:
    """Refuse years no business has: a typing mistake such as 0226."""
    if not 1000 <= value.year <= 9999:
        raise wrong_type("a date between the years 1000 and 9999", "西元 1000 至 9999 年間的日期", raw)
