"""Named checks of texts that need more than a pattern: tax numbers, countries, bank accounts (P14).

A text field names one with ``check: tax_number``. A check sees the whole record, returns the value in its usual
spelling, or raises ``FieldError``. Other rooms and packages register theirs with ``@validator("name")``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import schwifty
from babel import Locale
from schwifty.exceptions import SchwiftyException
from stdnum import ean, get_cc_module
from stdnum.exceptions import ValidationError

from kontor.kernel.registry import Registry
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import FieldError

Validator = Callable[[str, Mapping[str, Any]], str]

validators: Registry[Validator] = Registry("text check")
validator = validators.register

_COUNTRIES = frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha())
_WRONG_TAX_NUMBER = Text(
    en="“{value}” is no valid tax number of {country}", zh_hant="「{value}」不是有效的稅籍編號({country}),請確認檢查碼"
)
_WRONG_IBAN = Text(en="“{value}” is no valid IBAN", zh_hant="「{value}」不是有效的 IBAN")
_WRONG_BIC = Text(en="“{value}” is no valid BIC", zh_hant="「{value}」不是有效的 SWIFT/BIC 代碼")
_WRONG_COUNTRY = Text(en="“{value}” is no country of ISO 3166", zh_hant="「{value}」不是 ISO 3166 國別代碼")
_WRONG_ACCOUNT = Text(en="“{value}” is no bank account number", zh_hant="「{value}」不是有效的銀行帳號")
_WRONG_EAN = Text(en="“{value}” is no valid EAN", zh_hant="「{value}」不是有效的國際條碼")


@validator("tax_number")
def tax_number(value: str, record: Mapping[str, Any]) -> str:
    """By the record's ``country``: 統一編號 of Taiwan, VAT numbers of Europe and others; unknown countries pass."""
    country = str(record.get("country") or "")
    module = get_cc_module(country.lower(), "vat") if country else None
    if module is None:
        return value
    try:
        return str(module.validate(value))
    except ValidationError as problem:
        raise FieldError("TAX_NUMBER_INVALID", _WRONG_TAX_NUMBER, value=value, country=country) from problem


@validator("country")
def country(value: str, record: Mapping[str, Any]) -> str:
    """A country of ISO 3166, two capitals."""
    if value not in _COUNTRIES:
        raise FieldError("COUNTRY_UNKNOWN", _WRONG_COUNTRY, value=value)
    return value


@validator("iban")
def iban(value: str, record: Mapping[str, Any]) -> str:
    """An IBAN without spaces."""
    try:
        return str(schwifty.IBAN(value))
    except SchwiftyException as problem:
        raise FieldError("IBAN_INVALID", _WRONG_IBAN, value=value) from problem


@validator("bank_account")
def bank_account(value: str, record: Mapping[str, Any]) -> str:
    """An IBAN where the record says so, else digits with dashes as banks print them."""
    if record.get("is_iban"):
        return iban(value, record)
    if not re.fullmatch(r"[0-9A-Z][0-9A-Z\- ]{3,40}", value):
        raise FieldError("BANK_ACCOUNT_INVALID", _WRONG_ACCOUNT, value=value)
    return value


@validator("bic")
def bic(value: str, record: Mapping[str, Any]) -> str:
    """A BIC by its form; the bank itself need not be known to us."""
    try:
        return str(schwifty.BIC(value, allow_invalid=False))
    except SchwiftyException as problem:
        raise FieldError("BIC_INVALID", _WRONG_BIC, value=value) from problem


@validator("ean")
def article_number(value: str, record: Mapping[str, Any]) -> str:
    """An EAN-13, EAN-8 or UPC with its check digit."""
    try:
        return str(ean.validate(value))
    except ValidationError as problem:
        raise FieldError("EAN_INVALID", _WRONG_EAN, value=value) from problem
