"""Tell the buyer, once, about each order line that is overdue: expected date + ``overdue_after_days`` (R5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.engines.notifications import api as notifications
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.text import Text
from kontor.packaging import api as packaging
from kontor.tenancy import api as tenancy
from kontor.tenancy.api import unit_of_work

SUBJECT = Text(
    en="{number} line {line_no} is overdue: {description} was expected on {expected}",
    zh_hant="採購單 {number} 第 {line_no} 行逾期：{description} 預計 {expected} 到貨",
)

_OVERDUE = """
SELECT d.id, d.number, l.id, l.line_no, coalesce(l.description, ''), due.expected, (d.data->>'buyer')::uuid
FROM document_line l
JOIN document d ON d.tenant_id = l.tenant_id AND d.id = l.document_id
CROSS JOIN LATERAL (SELECT coalesce((l.data->>'promised_date')::date, (d.data->>'expected_date')::date, l.needed_date)
                    AS expected) due
WHERE l.tenant_id = kontor_tenant() AND l.type_code = %(type)s AND l.state = ANY (%(states)s)
  AND l.deleted_at IS NULL AND d.deleted_at IS NULL AND due.expected + %(days)s::int <= %(today)s::date
ORDER BY due.expected, l.id
LIMIT 5000
"""


@dataclass(frozen=True, slots=True)
class OverdueLine:
    document_id: UUID
    number: str
    line_id: UUID
    line_no: int
    description: str
    expected: date
    buyer: UUID | None


@unit_of_work
def tell_overdue(actor: Actor) -> int:
    """How many lines are overdue. Each is told once for each date it was expected on; a new date starts anew."""
    overdue = _overdue(actor)
    notifications.notify_each(actor, [(line.buyer, _message(line)) for line in overdue if line.buyer is not None])
    return len(overdue)


def _overdue(actor: Actor) -> Sequence[OverdueLine]:
    """Lines of the flow by which goods are received, in the states from which they may be."""
    model = packaging.current(actor.tenant_id)
    flow = model.flows.get("receive")
    if flow is None:
        return []
    facts: dict[str, Any] = {
        "type": flow.source,
        "states": list(flow.source_states),
        "days": int(model.settings["overdue_after_days"]),
        "today": current_clock().today(tenancy.current_tenant().timezone),
    }
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE, facts)
        return [OverdueLine(*row) for row in cursor.fetchall()]


def _message(line: OverdueLine) -> notifications.Message:
    return notifications.Message(
        SUBJECT,
        facts={
            "number": line.number,
            "line_no": line.line_no,
            "description": line.description,
            "expected": line.expected.isoformat(),
        },
        record_type="purchase_order",
        record_id=line.document_id,
        once_key=f"overdue:{line.line_id}:{line.expected}",
    )
