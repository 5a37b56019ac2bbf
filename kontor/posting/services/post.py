"""Post one document by one profile: goods first, because their value is what the journal books."""

from __future__ import annotations

from kontor.engines.workflow.effects import EffectContext
from kontor.packaging.schema import PostingProfile
from kontor.posting import records
from kontor.posting.books import book, book_adjustments
from kontor.posting.contracts import Posting
from kontor.posting.errors import AlreadyPosted
from kontor.posting.goods import move_goods
from kontor.posting.subject import Subject, subject_of


def post(context: EffectContext, profile: PostingProfile) -> Posting:
    """Move the goods, book the entry and keep the record.

    Raises:
        AlreadyPosted: a header action posted the document by this profile and nobody reversed it.
        RateUnknown, AccountNotDetermined, PostingValueInvalid, and what both ledgers refuse.

    Source: F3; peers A9, B4.
    """
    subject = subject_of(context, profile)
    moves = move_goods(subject)
    entry = book(subject, moves)
    adjustments = book_adjustments(subject, moves)
    kept = records.keep(
        company_id=subject.company.id,
        document_id=subject.document.id,
        document_type=subject.document.type_code,
        profile=profile.posting,
        action=context.action,
        is_line_action=context.is_line_action,
        line_ids=[line.id for line in subject.lines],
        posting_date=subject.date,
        entry_id=entry.id if entry else None,
        adjustment_ids=[each.id for each in adjustments],
        move_ids=[move.result.move_id for move in moves],
    )
    if not kept:
        raise _already_posted(subject)
    return Posting(
        profile=profile.posting,
        posting_date=subject.date,
        currency=subject.company.currency,
        moves=moves,
        entry=entry,
        adjustments=adjustments,
    )


def _already_posted(subject: Subject) -> AlreadyPosted:
    """The refusal, naming the day; everything this posting did is undone with the transaction."""
    standing = records.standing(subject.document.id, subject.profile.posting)
    before = next(each for each in standing if not each.is_line_action)
    return AlreadyPosted(subject.document.number, subject.profile.posting, before.posting_date)
