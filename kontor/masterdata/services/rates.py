"""Dated exchange rates (P14)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import connection

from kontor.masterdata.errors import RateUnknown
from kontor.tenancy import context

_LATEST = """
SELECT rate FROM exchange_rate
WHERE tenant_id = %s AND deleted_at IS NULL AND is_active AND currency = %s AND base_currency = %s AND rate_date <= %s
ORDER BY rate_date DESC LIMIT 1
"""
INVERSE_DIGITS = 12


def rate(currency: str, company_currency: str, on: date) -> Decimal:
    """How many units of ``company_currency`` one unit of ``currency`` is: the latest rate not after ``on``.

    Where only the opposite rate is known its inverse is used, with twelve significant decimals.

    Raises:
        RateUnknown: neither is known for the day.
    """
    if currency == company_currency:
        return Decimal(1)
    direct = _latest(currency, company_currency, on)
    if direct is not None:
        return direct
    opposite = _latest(company_currency, currency, on)
    if opposite is not None:
        return round(1 / opposite, INVERSE_DIGITS)
    raise RateUnknown(currency, company_currency, on)


def _latest(currency: str, base: str, on: date) -> Decimal | None:
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [context.current().tenant_id, currency, base, on])
        found = cursor.fetchone()
    return None if found is None else found[0].normalize() + 0
