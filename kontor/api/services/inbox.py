"""What waits for somebody: records in the states of an inbox that this person may act on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kontor.documents import api as documents
from kontor.engines.access.api import row_condition
from kontor.engines.lists.api import Condition, Page, Query
from kontor.kernel.actor import Actor
from kontor.packaging import api as packaging
from kontor.packaging.model import CompiledAction, DocumentModel
from kontor.packaging.schema import Inbox
from kontor.tenancy.api import reading

CREATOR = "creator"


@reading
def waiting(actor: Actor, *, only: str | None = None, rows: int = 20) -> list[dict[str, Any]]:
    """Every inbox with something for the actor, in the order of the packs; oldest records first."""
    model = packaging.current(actor.tenant_id)
    chosen = [each for each in model.inboxes if only in (None, each.inbox)]
    found = []
    for inbox in sorted(chosen, key=lambda each: each.order):
        kind = model.documents[inbox.document]
        actions = _open_actions(actor, inbox, kind)
        if not actions:
            continue
        page = _page(actor, inbox, actions, rows)
        if page.total:
            found.append(_group(inbox, kind, actions, page))
    return found


def _open_actions(actor: Actor, inbox: Inbox, kind: DocumentModel) -> list[CompiledAction]:
    """The inbox's actions the actor may fire on any record at all."""
    workflow = kind.line_workflow if inbox.on_lines and kind.line_workflow else kind.workflow
    asked = [workflow.actions[code] for code in inbox.actions if code in workflow.actions]
    return [each for each in asked if not row_condition(actor, each.permission, kind.code).is_nothing]


def _page(actor: Actor, inbox: Inbox, actions: Sequence[CompiledAction], rows: int) -> Page:
    conditions = [Condition("state", "in", tuple(inbox.states))]
    prefix = "header." if inbox.on_lines else ""
    if all(CREATOR in each.distinct_from for each in actions):
        # Nobody decides on their own where four eyes are asked for: it does not wait for them.
        conditions.append(Condition(f"{prefix}created_by", "ne", str(actor.user_id)))
    asked = Query(
        filter=inbox.when,
        conditions=tuple(conditions),
        sort=(f"{prefix}created_at",),
        page_size=rows,
        with_total=True,
    )
    lister = documents.list_lines if inbox.on_lines else documents.list_documents
    return lister(actor, inbox.document, asked, any_of=[each.permission for each in actions])


def _group(inbox: Inbox, kind: DocumentModel, actions: Sequence[CompiledAction], page: Page) -> dict[str, Any]:
    return {
        "inbox": inbox.inbox,
        "label": inbox.label.to_mapping(),
        "type": inbox.document,
        "type_label": kind.label.to_mapping(),
        "on_lines": inbox.on_lines,
        "actions": [each.action for each in actions],
        "count": page.total,
        "has_more": page.has_more,
        "rows": page.rows,
    }
