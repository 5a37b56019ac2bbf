"""Soft delete: only drafts that nothing follows, with the reason kept (P15)."""

from __future__ import annotations

from uuid import UUID

from kontor.documents.errors import NotDeletable
from kontor.documents.scope import access_record
from kontor.documents.services import check
from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument
from kontor.kernel.errors import Forbidden, ReasonRequired
from kontor.kernel.text import Text

_FOLLOWED = Text(en="other documents were made from it", zh_hant="已有後續單據")
_NUMBERED = Text(en="it carries a legal number; cancel it instead", zh_hant="已有正式編號,請改用作廢或取消")
_UNDER_WAY = Text(en="it is no draft any more; cancel it instead", zh_hant="已非草稿,請改用取消")


def delete(
    session: Session, document_id: UUID, version: int | None, reason: str, type_code: str | None = None
) -> WorkingDocument:
    """Mark a draft as deleted; what had flowed into it goes back to its sources.

    Raises:
        NotFound, Forbidden, VersionConflict, ReasonRequired, NotDeletable.
    """
    document = check.one(session, document_id, type_code)
    permission = f"{document.type_code}.delete"
    if not session.powers.is_system:
        answer = session.powers.can(permission, access_record(document))
        if not answer.allowed:
            raise Forbidden(permission, answer.reason or "")
    check.version(document, version)
    if not reason.strip():
        raise ReasonRequired(path="reason")
    if (why_not := obstacle(document)) is not None:
        raise NotDeletable(document.number, why_not)
    document.deleted_at, document.delete_reason = session.now, reason.strip()
    session.happened(document, "deleted", reason=reason.strip())
    return document


def obstacle(document: WorkingDocument) -> Text | None:
    """Why the document has to stay, or None."""
    if document.standard_status != "draft":
        return _UNDER_WAY
    if document.is_numbered and document.model.type.numbering.mode == "legal":
        return _NUMBERED
    if any(done.quantity > 0 for line in document.lines for done in line.flows.values()):
        return _FOLLOWED
    return None
