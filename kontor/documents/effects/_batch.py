"""What the batch effects share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from kontor.documents.face import SessionFace
from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument, WorkingLine
from kontor.engines.workflow.effects import EffectContext


def session_of(contexts: Sequence[EffectContext]) -> Session:
    """The session behind the contexts."""
    return cast(SessionFace, contexts[0].documents).session


def documents_of(contexts: Sequence[EffectContext]) -> Iterator[tuple[EffectContext, WorkingDocument]]:
    """Each context with its document in work."""
    session = session_of(contexts)
    for context in contexts:
        yield context, session.documents[context.document_id]


def lines_of(contexts: Sequence[EffectContext]) -> Iterator[tuple[EffectContext, WorkingLine]]:
    """Each line of each context, in work."""
    for context, document in documents_of(contexts):
        wanted = set(context.line_ids)
        yield from ((context, line) for line in document.lines if line.id in wanted)
