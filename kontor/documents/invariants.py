"""What must hold between documents at any moment; the same questions serve tests, nightly check and health page."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection

from kontor.packaging import api as packaging
from kontor.tenancy import context

_TENANT = "(SELECT public.kontor_tenant())"

#: Running sums are the sums of living links.
_SUMS = f"""
SELECT coalesce(f.line_id, s.source_line_id), coalesce(f.flow, s.flow), coalesce(f.quantity, 0), coalesce(s.quantity, 0)
FROM (SELECT * FROM line_flow WHERE tenant_id = {_TENANT}) f
FULL JOIN (
  SELECT source_line_id, flow, sum(quantity - returned_quantity) AS quantity, sum(amount - returned_amount) AS amount
  FROM flow_link WHERE tenant_id = {_TENANT} AND released_at IS NULL GROUP BY 1, 2
) s ON s.source_line_id = f.line_id AND s.flow = f.flow
JOIN document_line l ON l.tenant_id = {_TENANT} AND l.id = coalesce(f.line_id, s.source_line_id)
WHERE (coalesce(f.quantity, 0) <> coalesce(s.quantity, 0) OR coalesce(f.amount, 0) <> coalesce(s.amount, 0))
  AND (%s::uuid[] IS NULL OR l.document_id = ANY(%s))
"""

#: No share is larger than the line it stands in, and the amounts of whole shares make up the line's amount. Only for
#: flows that carry the quantity over as it is: others convert units on the way.
_SHARES = f"""
SELECT t.id, f.flow, t.quantity, sum(f.quantity), t.amount, sum(f.amount)
FROM flow_link f JOIN document_line t ON t.tenant_id = f.tenant_id AND t.id = f.target_line_id
WHERE f.tenant_id = {_TENANT} AND f.released_at IS NULL AND t.deleted_at IS NULL
  AND (%s::uuid[] IS NULL OR t.document_id = ANY(%s)) AND f.flow = ANY(%s)
GROUP BY t.id, f.flow, t.quantity, t.amount
HAVING sum(f.quantity) > t.quantity OR (sum(f.quantity) = t.quantity AND sum(f.amount) <> coalesce(t.amount, 0))
"""


@dataclass(frozen=True, slots=True)
class FlowViolation:
    """A line whose figures do not add up: ``stored`` beside what the links say."""

    code: str
    line_id: UUID
    flow: str
    stored: Decimal
    computed: Decimal


def violations(document_ids: Collection[UUID] | None = None) -> Iterator[FlowViolation]:
    """Everything that does not add up in the tenant of the open unit of work, or in these documents."""
    if context.current().config_version_id is None:
        return
    chosen = None if document_ids is None else list(document_ids)
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [chosen, chosen])
        for line_id, flow, stored, computed in cursor.fetchall():
            yield FlowViolation("LINE_FLOW_SUM", line_id, flow, stored, computed)
        cursor.execute(_SHARES, [chosen, chosen, _plain_flows()])
        for line_id, flow, quantity, shared, amount, shared_amount in cursor.fetchall():
            if shared > quantity:
                yield FlowViolation("SHARES_BEYOND_LINE", line_id, flow, quantity, shared)
            else:
                yield FlowViolation("SHARE_AMOUNTS", line_id, flow, amount, shared_amount)


def _plain_flows() -> list[str]:
    """Flows whose target quantity is the sum of what was taken."""
    flows = packaging.current(context.current_tenant_id()).flows.values()
    return [
        each.flow
        for each in flows
        if each.line.get("quantity") is None or each.line["quantity"].raw == {"var": "quantity"}
    ]
