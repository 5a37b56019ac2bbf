"""What waits for the requester's verdict, share by share (R8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from kontor.kernel.actor import Actor
from kontor.tenancy.api import reading

_WAITING = """
SELECT * FROM (
  SELECT f.target_line_id AS receipt_line, f.source_line_id AS requisition_line,
         rd.id AS requisition, rd.number, rd.title, gd.id AS receipt, gd.number AS receipt_number, gd.document_date,
         p.name AS partner, rl.item_id, coalesce(s.code, '') AS item_code,
         coalesce(rl.description, s.name) AS description,
         rl.unit, sum(f.quantity - f.returned_quantity) - coalesce((
           SELECT sum(sh.quantity - sh.returned_quantity) FROM flow_link sh
           JOIN flow_link a ON a.tenant_id = sh.tenant_id AND a.target_line_id = sh.target_line_id
             AND a.flow = 'accept' AND a.source_line_id = f.target_line_id AND a.released_at IS NULL
           WHERE sh.tenant_id = f.tenant_id AND sh.flow = 'accept_share' AND sh.source_line_id = f.source_line_id
             AND sh.released_at IS NULL), 0) AS waiting
  FROM document_line rl
  JOIN document rd ON rd.tenant_id = rl.tenant_id AND rd.id = rl.document_id
  JOIN flow_link f ON f.tenant_id = rl.tenant_id AND f.source_line_id = rl.id AND f.flow = 'fulfil'
    AND f.released_at IS NULL
  JOIN document gd ON gd.tenant_id = f.tenant_id AND gd.id = f.target_document_id
  LEFT JOIN partner p ON p.tenant_id = gd.tenant_id AND p.id = gd.partner_id
  LEFT JOIN sku s ON s.tenant_id = rl.tenant_id AND s.id = rl.item_id
  WHERE rl.tenant_id = kontor_tenant() AND rl.type_code = 'requisition' AND rl.deleted_at IS NULL
    AND rl.state IN ('arrived', 'put_away', 'issued') AND rl.data->>'acceptance' IN ('pending', 'partial')
    AND (rl.data->>'needs_acceptance')::boolean AND rd.data->>'requester' = %(requester)s
  GROUP BY f.tenant_id, f.target_line_id, f.source_line_id, rd.id, rd.number, rd.title, gd.id, gd.number,
           gd.document_date, p.name, rl.item_id, s.code, rl.description, s.name, rl.unit
) shares WHERE waiting > 0 ORDER BY document_date, receipt_number, number
"""


@dataclass(frozen=True, slots=True)
class WaitingShare:
    """``waiting`` of what arrived by ``receipt_line`` is for ``requisition_line`` and not inspected yet."""

    receipt_line: UUID
    requisition_line: UUID
    requisition: UUID
    requisition_number: str
    title: str | None
    receipt: UUID
    receipt_number: str
    received_on: date
    partner: str | None
    item: UUID | None
    item_code: str
    description: str | None
    unit: str | None
    waiting: Decimal


@reading
def waiting_for(actor: Actor) -> list[WaitingShare]:
    """The actor's own shares, longest waiting first."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"requester": str(actor.user_id)})
        return [WaitingShare(*row) for row in cursor.fetchall()]
