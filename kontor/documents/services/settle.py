"""What follows by itself before a command is written: totals, shares, released links, automatic states (P3).

Repeats until nothing moves any more, because one thing may set off another: a cancelled order line gives its share
back, which lets the request's header move on.
"""

from __future__ import annotations

from kontor.documents.services import advance, effects, shares, values
from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument, WorkingLine
from kontor.engines.workflow.decisions import next_automatic
from kontor.engines.workflow.errors import NeverSettles
from kontor.packaging.model import CompiledWorkflow

MOST_ROUNDS = 25


def settle(session: Session) -> None:
    """Bring everything in work to rest.

    Raises:
        NeverSettles: automatic transitions chase each other.
        FlowExceeded: a target line grew beyond what its sources have open.
    """
    for _ in range(MOST_ROUNDS):
        values.recompute_stale(session)
        moved = shares.follow_targets(session)
        moved |= shares.release_dead(session)
        moved |= advance.run(session)
        moved |= _automatic(session)
        if not moved:
            _lines_in_step(session)
            return
    moving = [each for each in session.documents.values() if each.is_dirty]
    states = [f"{each.number}: {each.state}" for each in moving[:5]]
    raise NeverSettles(moving[0].model.workflow.workflow if moving else "", states)


def _lines_in_step(session: Session) -> None:
    """Lines without a workflow of their own stand where their header stands."""
    for document in session.documents.values():
        if document.model.line_workflow is None and document.state != document.before.state:
            for line in document.lines:
                line.state = document.state


def _automatic(session: Session) -> bool:
    """Take every automatic step that is due, one for each record and round."""
    moved = False
    for document in list(session.documents.values()):
        if document.deleted_at is not None:
            continue
        if document.model.line_workflow is not None and document.model.line_workflow.automatic:
            for line in document.lines:
                moved |= _line_step(session, line, document.model.line_workflow)
        if document.model.workflow.automatic:
            moved |= _header_step(session, document)
    return moved


def _header_step(session: Session, document: WorkingDocument) -> bool:
    step = next_automatic(document.model.workflow, document.state, session.scopes.document(document))
    if step is None:
        return False
    earlier, document.state = document.state, step.to
    values.mark_moved(document)
    session.step(document, "automatic", **{"from": earlier, "to": step.to})
    effects.run_header(session, document, step.effects, effects.Cause(action="automatic"))
    return True


def _line_step(session: Session, line: WorkingLine, workflow: CompiledWorkflow) -> bool:
    step = next_automatic(workflow, line.state, session.scopes.line(line))
    if step is None:
        return False
    earlier, line.state = line.state, step.to
    values.mark_moved(line.document)
    session.step(line.document, "line.automatic", line=line.id, **{"from": earlier, "to": step.to})
    effects.run_lines(session, [line], step.effects, effects.Cause(action="automatic", is_line_action=True))
    return True
