"""Source lines move on when their flow becomes partial or complete (``SourceAdvance``)."""

from __future__ import annotations

from uuid import UUID

from kontor.documents.services import fire_lines
from kontor.documents.services.effects import Cause
from kontor.documents.session import Session
from kontor.documents.working import ZERO, WorkingLine
from kontor.packaging.schema import Flow


def run(session: Session) -> bool:
    """Fire what is due for every running sum that changed since the last look; returns whether anything was fired."""
    due: dict[str, list[WorkingLine]] = {}
    for (line_id, code), line in list(session.links.flowed.items()):
        flow = line.document.config.flows.get(code) or session.model.flows.get(code)
        if flow is None or not flow.advance or not _is_news(session, line_id, code, line):
            continue
        status = status_of(session, flow, line)
        for step in flow.advance:
            if step.when in (status, "any"):
                due.setdefault(step.action, []).append(line)
    fired = 0
    for action, lines in due.items():
        fired += fire_lines.by_engine(session, lines, action, Cause(action=action, is_line_action=True))
    return fired > 0


def _is_news(session: Session, line_id: UUID, flow: str, line: WorkingLine) -> bool:
    quantity = line.done(flow).quantity
    if session.advanced.get((line_id, flow)) == quantity:
        return False
    session.advanced[line_id, flow] = quantity
    return True


def status_of(session: Session, flow: Flow, line: WorkingLine) -> str:
    """``none``, ``partial`` or ``complete``."""
    done = line.done(flow.flow).quantity
    if done <= ZERO:
        return "none"
    return "complete" if done >= session.scopes.offered(flow, line) else "partial"
