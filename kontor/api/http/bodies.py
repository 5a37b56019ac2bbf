"""Reading JSON bodies: exact numbers, nothing the database or the evaluator could choke on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from kontor.api.errors import MalformedRequest
from kontor.kernel.text import Text

MOST_DEPTH = 64
MOST_DIGITS = 60

NO_JSON = Text(en="it is not valid JSON", zh_hant="不是有效的 JSON")
NO_UTF8 = Text(en="it is not valid UTF-8", zh_hant="不是有效的 UTF-8 編碼")
TOO_DEEP = Text(en=f"it is nested deeper than {MOST_DEPTH} levels", zh_hant=f"巢狀結構超過 {MOST_DEPTH} 層")
BAD_NUMBER = Text(en=f"a number has more than {MOST_DIGITS} digits", zh_hant=f"數字超過 {MOST_DIGITS} 位")
BAD_CHARACTER = Text(en="it contains a NUL or an unpaired surrogate character", zh_hant="含有 NUL 或不成對的代理字元")

# Only these spellings can smuggle a NUL or a lone surrogate into a parsed string.
_SUSPICIOUS = (b"\\u0000", b"\\ud", b"\\uD")


class StrictParser(Parser):
    """Every JSON body passes here."""

    def parse_body(self, request: HttpRequest) -> Any:
        return parse(request.body)


def parse(body: bytes) -> Any:
    """The value of a JSON body; numbers with a fraction or exponent as exact ``Decimal``.

    Raises:
        MalformedRequest: not UTF-8, not JSON, deeper than 64 levels, numbers beyond 60 digits, NUL characters.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedRequest(NO_UTF8) from None
    try:
        value = json.loads(text, parse_float=_decimal, parse_int=_integer, parse_constant=_refuse)
    except RecursionError:
        raise MalformedRequest(TOO_DEEP) from None
    except ValueError:
        raise MalformedRequest(NO_JSON) from None
    if text.count("[") + text.count("{") > MOST_DEPTH:
        ensure_shallow(value)
    if any(mark in body for mark in _SUSPICIOUS):
        ensure_clean(value)
    return value


def ensure_shallow(value: Any) -> None:
    """Refuse a value nested too deeply for the recursive code behind; walks level by level itself."""
    level = [value]
    for _ in range(MOST_DEPTH + 1):
        level = [child for each in level for child in _children(each)]
        if not level:
            return
    raise MalformedRequest(TOO_DEEP)


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return [each for each in value.values() if isinstance(each, dict | list)]
    return [each for each in value if isinstance(each, dict | list)] if isinstance(value, list) else ()


def ensure_clean(value: Any) -> None:
    """Refuse strings PostgreSQL cannot store, wherever they stand."""
    if isinstance(value, str):
        ensure_text(value)
    elif isinstance(value, dict):
        for key, each in value.items():
            ensure_text(key)
            ensure_clean(each)
    elif isinstance(value, list):
        for each in value:
            ensure_clean(each)


def ensure_text(text: str) -> None:
    """Refuse a NUL or a character that has no UTF-8 encoding."""
    if "\x00" in text:
        raise MalformedRequest(BAD_CHARACTER)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise MalformedRequest(BAD_CHARACTER) from None


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise MalformedRequest(BAD_NUMBER) from None
    if len(text) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS:
        raise MalformedRequest(BAD_NUMBER)
    return number


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise MalformedRequest(BAD_NUMBER)
    return int(text)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
