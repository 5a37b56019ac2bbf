"""What posting would do: done for real inside a savepoint, told, and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from kontor.documents import api as documents
from kontor.engines.workflow.effects import EffectContext
from kontor.kernel.actor import Actor
from kontor.ledgers.accounting.contracts import PostedEntry, ResolvedLine
from kontor.masterdata import api as masterdata
from kontor.posting.contracts import Posting, Preview, PreviewLine, PreviewMove
from kontor.posting.profiles import profile_of
from kontor.posting.services.post import post
from kontor.tenancy.api import unit_of_work

ZERO = Decimal(0)


@unit_of_work
def preview(
    actor: Actor,
    document_id: UUID,
    profile: str | None = None,
    *,
    inputs: Mapping[str, Any] | None = None,
    line_inputs: Mapping[UUID, Mapping[str, Any]] | None = None,
) -> Preview:
    """Moves and journal lines that posting the document as it stands would make; nothing stays.

    Since it is the posting itself, it refuses for the same reasons: a closed period, missing stock, an account nobody
    determined, or that the document is posted already.

    Raises:
        NotFound, Forbidden: the document. NotPostable: its type has no posting profile.

    Source: F3; peers A9.
    """

    def see(context: EffectContext) -> Preview:
        chosen = profile_of(context.model, context.document.type_code, profile)
        with transaction.atomic():
            told = _tell(post(context, chosen))
            transaction.set_rollback(True)
        return told

    return documents.examine(actor, document_id, see, inputs=inputs, line_inputs=line_inputs)


def _tell(posting: Posting) -> Preview:
    entries = [entry for entry in (posting.entry, *posting.adjustments) if entry is not None]
    accounts = masterdata.labels("account", {line.account_id for entry in entries for line in entry.lines})
    return Preview(
        profile=posting.profile,
        posting_date=posting.posting_date,
        company_currency=posting.currency,
        moves=_moves(posting),
        lines=_lines([posting.entry] if posting.entry else [], accounts),
        adjustments=_lines(posting.adjustments, accounts),
    )


def _moves(posting: Posting) -> list[PreviewMove]:
    items = masterdata.labels("sku", {move.request.item_id for move in posting.moves})
    ends = {end for m in posting.moves for end in (m.request.source_location_id, m.request.target_location_id)}
    places = masterdata.labels("location", ends)
    return [
        PreviewMove(
            item_id=move.request.item_id,
            item=items.get(move.request.item_id, ""),
            quantity=move.request.quantity,
            lot=move.request.lot,
            source=places.get(move.request.source_location_id, ""),
            target=places.get(move.request.target_location_id, ""),
            value=move.result.value,
            direction=move.result.direction,
        )
        for move in posting.moves
    ]


def _lines(entries: Sequence[PostedEntry], accounts: Mapping[Any, str]) -> list[PreviewLine]:
    return [_line(line, accounts) for entry in entries for line in entry.lines]


def _line(line: ResolvedLine, accounts: Mapping[Any, str]) -> PreviewLine:
    return PreviewLine(
        account_id=line.account_id,
        account=accounts.get(line.account_id, ""),
        debit=max(line.company_amount, ZERO),
        credit=max(-line.company_amount, ZERO),
        currency=line.currency,
        currency_debit=max(line.amount, ZERO),
        currency_credit=max(-line.amount, ZERO),
        text=line.text,
    )
