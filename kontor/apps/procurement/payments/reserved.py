"""What living payment batches are about to pay already, so that nothing is paid twice (R10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from django.db import connection

_PROMISED = """
SELECT (l.data->>'open_item')::uuid, sum(l.amount)
FROM document d
JOIN document_line l ON l.tenant_id = d.tenant_id AND l.document_id = d.id
WHERE d.tenant_id = kontor_tenant() AND d.type_code = %(type)s AND d.deleted_at IS NULL
  AND d.standard_status IN ('draft', 'in_review', 'approved', 'in_progress')
  AND d.id IS DISTINCT FROM %(except)s
  AND (%(items)s::text[] IS NULL OR l.data->>'open_item' = ANY (%(items)s::text[]))
GROUP BY 1
"""


def in_other_batches(
    type_code: str, except_id: UUID | None, open_items: Collection[UUID] | None
) -> Mapping[UUID, Decimal]:
    """Amounts promised by batches that are neither paid nor cancelled, by open item, in the item's currency."""
    items = None if open_items is None else [str(each) for each in open_items]
    with connection.cursor() as cursor:
        cursor.execute(_PROMISED, {"type": type_code, "except": except_id, "items": items})
        return dict(cursor.fetchall())
