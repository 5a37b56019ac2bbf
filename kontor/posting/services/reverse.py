"""Take back what a document posted: mirror images in both ledgers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from kontor.engines.workflow.effects import EffectContext
from kontor.kernel.actor import Actor
from kontor.kernel.text import Text
from kontor.ledgers.accounting import api as accounting
from kontor.ledgers.stock import api as stock
from kontor.packaging.schema import PostingProfile
from kontor.posting import records
from kontor.posting.books import book_adjustments, journal_number
from kontor.posting.contracts import PostedMove
from kontor.posting.errors import NothingPosted
from kontor.posting.records import Standing
from kontor.posting.subject import Subject, subject_of, today_of

_REASON = Text(en="Reversed by {action} of {number}", zh_hant="由 {number} 之 {action} 沖銷")


def reverse(context: EffectContext, profile: PostingProfile, on: dt.date | None = None) -> None:
    """Reverse every standing posting of the document by ``profile``, dated ``on`` (None: today, never before posting).

    A line action reverses the postings of line actions on its own lines only.

    Raises:
        NothingPosted: there is nothing to reverse.
        ReversalBlocked, PeriodClosed, InsufficientStock: what was posted has been used since, or the day is closed.

    Source: F1, F3.
    """
    subject = subject_of(context, profile)
    found = [each for each in records.standing(subject.document.id, profile.posting) if _concerned(subject, each)]
    if not found:
        raise NothingPosted(subject.document.number, profile.posting)
    today = on or today_of(context, subject.document.organisation_id)
    reason = context.comment.strip() or _REASON.format(
        context.actor.language, action=context.action, number=subject.document.number
    )
    for posted in reversed(found):
        _reverse_one(subject, posted, max(today, posted.posting_date), reason)


def _concerned(subject: Subject, posted: Standing) -> bool:
    if not subject.context.is_line_action:
        return True
    return posted.is_line_action and set(posted.line_ids) <= set(subject.context.line_ids)


def _reverse_one(subject: Subject, posted: Standing, on: dt.date, reason: str) -> None:
    actor = subject.context.actor
    moves = _mirror_moves(actor, subject, posted.move_ids, on)
    entry = None
    if posted.entry_id is not None:
        entry = accounting.reverse(actor, posted.entry_id, on, reason, numbered=journal_number(subject, on))
    adjustments = book_adjustments(subject, moves)
    records.keep(
        company_id=subject.company.id,
        document_id=subject.document.id,
        document_type=subject.document.type_code,
        profile=subject.profile.posting,
        action=subject.context.action,
        is_line_action=subject.context.is_line_action,
        line_ids=posted.line_ids,
        posting_date=on,
        entry_id=entry.id if entry else None,
        adjustment_ids=[each.id for each in adjustments],
        move_ids=[move.result.move_id for move in moves],
        reverses=posted.id,
    )


def _mirror_moves(actor: Actor, subject: Subject, move_ids: Sequence[UUID], on: dt.date) -> list[PostedMove]:
    if not move_ids:
        return []
    requests = stock.mirrors_of(move_ids, on)
    results = stock.post(actor, requests, places=subject.places("cost"))
    return [PostedMove(request, results[request.key]) for request in requests]
