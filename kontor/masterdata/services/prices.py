"""Supplier price lists (R3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.masterdata.contracts import Price
from kontor.tenancy import context

_BEST = """
SELECT DISTINCT ON (asked.position) asked.position, p.id, p.partner_id, p.item_id, p.unit_price, p.currency, p.unit,
       p.min_quantity, p.valid_from, p.valid_to, p.lead_days
FROM unnest(%(items)s::uuid[], %(partners)s::uuid[], %(quantities)s::numeric[])
     WITH ORDINALITY AS asked (item_id, partner_id, quantity, position)
JOIN supplier_price p ON p.tenant_id = %(tenant)s AND p.item_id = asked.item_id
 AND (asked.partner_id IS NULL OR p.partner_id = asked.partner_id)
WHERE p.deleted_at IS NULL AND p.is_active AND p.min_quantity <= asked.quantity
  AND (p.valid_from IS NULL OR p.valid_from <= %(day)s) AND (p.valid_to IS NULL OR p.valid_to >= %(day)s)
  AND (%(currency)s::text IS NULL OR p.currency = %(currency)s)
ORDER BY asked.position, p.min_quantity DESC, p.valid_from DESC NULLS LAST, p.unit_price, p.id
"""


def price(
    sku_id: UUID, partner_id: UUID | None, quantity: Decimal, on: date, *, currency: str | None = None
) -> Price | None:
    """What the supplier (or, without one, the best of all) asks for this quantity on this day; None when unknown.

    Among valid prices the one with the largest quantity step reached counts, then the newest.
    """
    return prices([(sku_id, partner_id, quantity)], on, currency=currency)[0]


def prices(
    asked: Sequence[tuple[UUID, UUID | None, Decimal]], on: date, *, currency: str | None = None
) -> list[Price | None]:
    """``price`` for many (item, supplier or None, quantity), in one statement and the order of the questions."""
    answers: list[Price | None] = [None] * len(asked)
    if not asked:
        return answers
    items, partners, quantities = (list(each) for each in zip(*asked, strict=True))
    parameters: dict[str, Any] = {
        "items": items, "partners": partners, "quantities": quantities,
        "tenant": context.current().tenant_id, "day": on, "currency": currency,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BEST, parameters)
        for position, *found in cursor.fetchall():
            answers[position - 1] = Price(*found)
    return answers
