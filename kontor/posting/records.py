"""What each document has posted: append-only, one record for each use of a profile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kontor.kernel.clock import current_clock
from kontor.kernel.ids import new_id
from kontor.ledgers.statements import rows, run
from kontor.posting.contracts import PostingRow
from kontor.tenancy.context import current

INSERT = """
INSERT INTO posting_record (id, tenant_id, company_id, document_id, document_type, profile, action, is_line_action,
  line_ids, posting_date, entry_id, adjustment_ids, move_ids, reverses_id, posted_at, posted_by)
SELECT %(id)s::uuid, %(tenant)s::uuid, %(company)s::uuid, %(document)s::uuid, %(document_type)s::text,
  %(profile)s::text, %(action)s::text, %(is_line_action)s::boolean, %(lines)s::uuid[], %(date)s::date, %(entry)s::uuid,
  %(adjustments)s::uuid[], %(moves)s::uuid[], %(reverses)s::uuid, %(now)s::timestamptz, %(user)s::uuid
WHERE %(is_line_action)s::boolean OR %(reverses)s::uuid IS NOT NULL OR NOT EXISTS (
  SELECT 1 FROM posting_record p
  WHERE p.tenant_id = %(tenant)s::uuid AND p.document_id = %(document)s::uuid AND p.profile = %(profile)s::text
    AND p.reverses_id IS NULL AND NOT p.is_line_action AND NOT EXISTS (
      SELECT 1 FROM posting_record r WHERE r.tenant_id = p.tenant_id AND r.reverses_id = p.id))
"""

STANDING = """
SELECT p.id, p.posting_date, p.is_line_action, p.line_ids, p.entry_id, p.adjustment_ids, p.move_ids
FROM posting_record p
WHERE p.tenant_id = %(tenant)s::uuid AND p.document_id = %(document)s::uuid AND p.profile = %(profile)s::text
  AND p.reverses_id IS NULL AND NOT EXISTS (
    SELECT 1 FROM posting_record r WHERE r.tenant_id = p.tenant_id AND r.reverses_id = p.id)
ORDER BY p.id
"""

OF_DOCUMENT = """
SELECT p.id, p.profile, p.action, p.posting_date, p.entry_id, cardinality(p.move_ids), p.reverses_id,
  (SELECT r.id FROM posting_record r WHERE r.tenant_id = p.tenant_id AND r.reverses_id = p.id), p.posted_at
FROM posting_record p
WHERE p.tenant_id = %(tenant)s::uuid AND p.document_id = %(document)s::uuid
ORDER BY p.id
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A posting nobody has reversed."""

    id: UUID
    posting_date: dt.date
    is_line_action: bool
    line_ids: Sequence[UUID]
    entry_id: UUID | None
    adjustment_ids: Sequence[UUID]
    move_ids: Sequence[UUID]


def standing(document_id: UUID, profile: str) -> list[Standing]:
    """Postings of a document by a profile that were not reversed, oldest first."""
    values = {"tenant": current().tenant_id, "document": document_id, "profile": profile}
    return [Standing(*row) for row in rows(STANDING, values)]


def keep(
    *,
    company_id: UUID,
    document_id: UUID,
    document_type: str,
    profile: str,
    action: str,
    is_line_action: bool,
    line_ids: Collection[UUID],
    posting_date: dt.date,
    entry_id: UUID | None,
    adjustment_ids: Collection[UUID],
    move_ids: Collection[UUID],
    reverses: UUID | None = None,
) -> bool:
    """Append a record; False when a header action has posted the document by this profile already.

    The document's row is locked by the command, so nobody else posts it meanwhile.
    """
    work = current()
    values: dict[str, Any] = {
        "id": new_id(),
        "tenant": work.tenant_id,
        "user": work.actor.user_id,
        "now": current_clock().now(),
        "company": company_id,
        "document": document_id,
        "document_type": document_type,
        "profile": profile,
        "action": action,
        "is_line_action": is_line_action,
        "lines": list(line_ids),
        "date": posting_date,
        "entry": entry_id,
        "adjustments": list(adjustment_ids),
        "moves": list(move_ids),
        "reverses": reverses,
    }
    return run(INSERT, values) == 1


def of_document(document_id: UUID) -> list[PostingRow]:
    """Everything a document has posted and reversed, in order."""
    found = rows(OF_DOCUMENT, {"tenant": current().tenant_id, "document": document_id})
    return [PostingRow(**dict(zip(PostingRow.__dataclass_fields__, row, strict=True))) for row in found]
