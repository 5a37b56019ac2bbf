"""The public face of posting. Documents post through their workflow (effects ``post`` and ``reverse_posting``)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kontor.documents import api as documents
from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound
from kontor.kernel.text import Text
from kontor.masterdata import api as masterdata
from kontor.posting import determination, records
from kontor.posting.contracts import Posting, PostingRow, Preview, PreviewLine, PreviewMove
from kontor.posting.services.close_year import close_year
from kontor.posting.services.preview import preview
from kontor.tenancy.api import reading, unit_of_work

__all__ = [
    "Posting",
    "PostingRow",
    "Preview",
    "PreviewLine",
    "PreviewMove",
    "account_rules",
    "close_year",
    "postings_of",
    "preview",
    "set_account",
]

_ACCOUNT = Text(en="account", zh_hant="會計科目")


@reading
def postings_of(actor: Actor, document_id: UUID) -> list[PostingRow]:
    """What a document posted and reversed, oldest first.

    Raises:
        NotFound, Forbidden: the document, for this actor.
    """
    documents.get(actor, documents.find_type(actor, document_id), document_id)
    return records.of_document(document_id)


@reading
def account_rules(actor: Actor) -> list[dict[str, Any]]:
    """Which account each role means, with labels; narrower rules win, the tenant's own before the packs'.

    Raises:
        Forbidden: the actor lacks ``accounting.read``.
    """
    access.require(actor, "accounting.read")
    rows = determination.all_rules()
    accounts = masterdata.labels("account", {row["account"] for row in rows})
    categories = masterdata.labels("item_category", {row["category"] for row in rows if row["category"]})
    labels = [
        {"account__label": accounts.get(row["account"]), "category__label": categories.get(row["category"])}
        for row in rows
    ]
    return [row | label for row, label in zip(rows, labels, strict=True)]


@unit_of_work
def set_account(
    actor: Actor, role: str, account_id: UUID, *, company_id: UUID | None = None, category_id: UUID | None = None
) -> None:
    """Let ``role`` mean another account than the packs say, for a company, an item category, both or everywhere.

    Raises:
        Forbidden: the actor lacks ``accounting.configure``. NotFound: no such account.
    """
    access.require(actor, "accounting.configure")
    if account_id not in masterdata.fetch("account", [account_id]):
        raise NotFound(kind_of=_ACCOUNT, key=str(account_id))
    determination.set_account(role, account_id, company_id=company_id, category_id=category_id)
