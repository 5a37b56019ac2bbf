"""``/posting``: what posting a document would do, what it did, and which account a role means (F3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from kontor.kernel.actor import Actor
from kontor.posting import api

prefix = "/posting"
router = Router(tags=["Posting"])


class AccountChoice(Schema):
    """The account a role means, for a company, an item category, both or everywhere."""

    role: str = Field(min_length=1, max_length=63)
    account: UUID
    company: UUID | None = None
    category: UUID | None = None


class YearEnd(Schema):
    """Whose year, and its last day."""

    company: UUID
    year_end: dt.date


@router.get("/documents/{uuid:document}/preview", operation_id="preview_posting", summary="What posting would do")
def preview(request: HttpRequest, document: UUID, profile: str | None = None) -> Any:
    """Moves and journal lines as they would be made now; refuses for the reasons the posting itself would."""
    return asdict(api.preview(_actor(request), document, profile))


@router.get("/documents/{uuid:document}", operation_id="postings_of_document", summary="What a document posted")
def postings(request: HttpRequest, document: UUID) -> Any:
    """Postings and reversals, oldest first."""
    return [asdict(row) for row in api.postings_of(_actor(request), document)]


@router.post("/year-end", operation_id="close_year", summary="Carry a year's result into retained earnings")
def close_year(request: HttpRequest, body: YearEnd) -> Any:
    """Brings revenue, cost and expense accounts to zero on the day; null when there is nothing to carry."""
    actor = _actor(request)
    entry = api.close_year(actor, body.company, body.year_end)
    return None if entry is None else {"entry_id": entry.id, "period": entry.period, "number": entry.number}


@router.get("/accounts", operation_id="account_roles", summary="Which account a role means")
def accounts(request: HttpRequest) -> Any:
    """Every rule, the tenant's own and the packs'."""
    return api.account_rules(_actor(request))


@router.put("/accounts", operation_id="set_account_role", summary="Choose the account of a role")
def set_account(request: HttpRequest, body: AccountChoice) -> Any:
    """The tenant's own choice wins over what packs say."""
    actor = _actor(request)
    api.set_account(actor, body.role, body.account, company_id=body.company, category_id=body.category)
    return api.account_rules(actor)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor
