"""Has this invoice come before? Exact by supplier and number, alike by amount and digits (R10)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from kontor.engines.workflow.contracts import Document

_SAME_SUPPLIER = """
SELECT id, number, data->>'invoice_number' AS invoice_number, total_amount = %(total)s
FROM document
WHERE tenant_id = kontor_tenant() AND type_code = %(type)s AND partner_id = %(partner)s AND id <> %(id)s
  AND deleted_at IS NULL AND standard_status NOT IN ('cancelled', 'voided', 'reversed')
  AND document_date >= %(entered)s::date - %(days)s::int
ORDER BY document_date DESC, id DESC
"""
EVER = 36_500


@dataclass(frozen=True, slots=True)
class KnownInvoice:
    id: UUID
    number: str


def find_duplicate(invoice: Document) -> KnownInvoice | None:
    """A living invoice of the same supplier with the same number, letters' case and blanks ignored."""
    wanted = _plain(invoice.values.get("invoice_number"))
    for known, number, _ in _others(invoice, EVER):
        if wanted and _plain(number) == wanted:
            return known
    return None


def find_lookalike(invoice: Document, window_days: int) -> str | None:
    """Number of a recent invoice of the same supplier and total whose number has the same digits, else None."""
    wanted = _digits(invoice.values.get("invoice_number"))
    for known, number, same_total in _others(invoice, window_days):
        if same_total and wanted and _digits(number) == wanted:
            return known.number
    return None


def _others(invoice: Document, days: int) -> list[tuple[KnownInvoice, str, bool]]:
    facts = {
        "total": invoice.values.get("total_amount"),
        "type": invoice.type_code,
        "partner": invoice.values["partner"],
        "id": invoice.id,
        "entered": invoice.values["document_date"],
        "days": days,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SAME_SUPPLIER, facts)
        return [(KnownInvoice(row[0], row[1] or ""), row[2] or "", bool(row[3])) for row in cursor.fetchall()]


def _plain(number: object) -> str:
    return "".join(str(number or "").split()).casefold()


def _digits(number: object) -> str:
    return "".join(filter(str.isdigit, str(number or ""))).lstrip("0")
