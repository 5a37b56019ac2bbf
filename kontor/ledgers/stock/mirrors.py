"""The mirror images of posted moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from kontor.ledgers.statements import rows
from kontor.ledgers.stock.contracts import MoveRequest
from kontor.tenancy.context import current

MOVES = """
SELECT id, company_id, item_id, quantity, source_location_id, target_location_id, lot, project_id, source_type,
  source_document_id, source_line_id
FROM stock_move WHERE tenant_id = %(tenant)s::uuid AND id = ANY(%(moves)s::uuid[])
"""


def mirrors_of(move_ids: Sequence[UUID], on: dt.date) -> list[MoveRequest]:
    """Requests that take the moves back on the day ``on``, the last one first; keys are the ids of the originals."""
    found = {row[0]: row for row in rows(MOVES, {"tenant": current().tenant_id, "moves": list(move_ids)})}
    return [
        MoveRequest(
            key=str(move_id),
            company_id=company,
            item_id=item,
            quantity=quantity,
            source_location_id=target,
            target_location_id=source,
            date=on,
            lot=lot,
            project_id=project,
            reverses=move_id,
            source_type=source_type,
            source_document_id=document,
            source_line_id=line,
        )
        for move_id, company, item, quantity, source, target, lot, project, source_type, document, line in (
            found[each] for each in reversed(move_ids)
        )
    ]
