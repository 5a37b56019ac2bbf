"""The public face of posting. Documents post through their workflow (effects ``post`` and ``reverse_posting``)."""

from __future__ import annotations

from uuid import UUID

from kontor.documents import api as documents
from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.posting import determination, records
from kontor.posting.contracts import Posting, PostingRow, Preview, PreviewLine, PreviewMove
from kontor.posting.services.preview import preview
from kontor.tenancy.api import reading, unit_of_work

__all__ = [
    "Posting",
    "PostingRow",
    "Preview",
    "PreviewLine",
    "PreviewMove",
    "postings_of",
    "preview",
    "set_account",
]


@reading
def postings_of(actor: Actor, document_id: UUID) -> list[PostingRow]:
    """What a document posted and reversed, oldest first.

    Raises:
        NotFound, Forbidden: the document, for this actor.
    """
    documents.get(actor, documents.find_type(actor, document_id), document_id)
    return records.of_document(document_id)


@unit_of_work
def set_account(
    actor: Actor, role: str, account_id: UUID, *, company_id: UUID | None = None, category_id: UUID | None = None
) -> None:
    """Let ``role`` mean another account than the packs say, for a company, an item category, both or everywhere.

    Raises:
        Forbidden: the actor lacks ``accounting.configure``.
    """
    access.require(actor, "accounting.configure")
    determination.set_account(role, account_id, company_id=company_id, category_id=category_id)
