"""Currencies of ISO 4217 and their exponents, from the CLDR data of babel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from babel.numbers import get_currency_precision, list_currencies

from kontor.kernel.errors import DomainError
from kontor.kernel.text import Text


@dataclass(eq=False)
class CurrencyUnknown(DomainError):
    """The code is no ISO 4217 currency."""

    code: ClassVar = "CURRENCY_UNKNOWN"
    template: ClassVar = Text(en="“{currency}” is no known currency", zh_hant="「{currency}」不是已知的幣別")

    currency: str


@cache
def known_currencies() -> frozenset[str]:
    """All currency codes, present and historical."""
    return frozenset(list_currencies())


def is_known_currency(code: str) -> bool:
    """Whether ``code`` is an ISO 4217 code in capitals."""
    return code in known_currencies()


@cache
def currency_exponent(code: str) -> int:
    """Decimals of a currency's smallest unit: EUR 2, JPY 0, BHD 3.

    Raises:
        CurrencyUnknown: no such currency.
    """
    if not is_known_currency(code):
        raise CurrencyUnknown(code[:10])
    return int(get_currency_precision(code))
