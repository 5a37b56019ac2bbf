"""What waits for somebody: records in the states of an inbox that this person may act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kontor.documents import api as documents
from kontor.engines.access.api import RowCondition, row_condition
from kontor.engines.lists.api import Condition, Page, Query
from kontor.kernel.actor import Actor
from kontor.packaging import api as packaging
from kontor.packaging.model import CompiledAction, DocumentModel
from kontor.packaging.schema import Inbox
from kontor.tenancy.api import reading

#: Rows looked at when rights must be asked for each; a longer inbox says “more”.
MOST_LOOKED_AT = 500
CREATOR = "creator"


@dataclass(frozen=True, slots=True)
class Reach:
    """What the actor may do with an inbox's records: the actions left, and the rows each reaches."""

    actions: tuple[CompiledAction, ...]
    conditions: tuple[RowCondition, ...]

    @property
    def is_everything(self) -> bool:
        """True where no row needs to be looked at."""
        return any(
            condition.is_everything and CREATOR not in action.distinct_from
            for action, condition in zip(self.actions, self.conditions, strict=True)
        )

    def holds(self, row: Mapping[str, Any], actor: Actor) -> bool:
        """Whether one of the actions is open for a row; nobody decides on their own where four eyes are asked for."""
        for action, condition in zip(self.actions, self.conditions, strict=True):
            own = CREATOR in action.distinct_from and row.get("created_by") == actor.user_id
            if not own and condition.holds(row):
                return True
        return False


@reading
def waiting(actor: Actor, *, only: str | None = None, rows: int = 20) -> list[dict[str, Any]]:
    """Every inbox with something for the actor, in the order of the packs."""
    model = packaging.current(actor.tenant_id)
    chosen = [each for each in model.inboxes if only in (None, each.inbox)]
    found = []
    for inbox in sorted(chosen, key=lambda each: each.order):
        kind = model.documents[inbox.document]
        reach = _reach(actor, inbox, kind)
        if reach.actions and (group := _group(actor, inbox, kind, reach, rows)):
            found.append(group)
    return found


def _reach(actor: Actor, inbox: Inbox, kind: DocumentModel) -> Reach:
    workflow = kind.line_workflow if inbox.on_lines and kind.line_workflow else kind.workflow
    asked = [workflow.actions[code] for code in inbox.actions if code in workflow.actions]
    pairs = [(each, row_condition(actor, each.permission, kind.code)) for each in asked]
    open_pairs = [(action, condition) for action, condition in pairs if not condition.is_nothing]
    return Reach(tuple(action for action, _ in open_pairs), tuple(condition for _, condition in open_pairs))


def _group(actor: Actor, inbox: Inbox, kind: DocumentModel, reach: Reach, rows: int) -> dict[str, Any] | None:
    page = _page(actor, inbox, rows if reach.is_everything else MOST_LOOKED_AT)
    fitting = page.rows if reach.is_everything else [row for row in page.rows if reach.holds(_record(row), actor)]
    count = page.total if reach.is_everything and page.total is not None else len(fitting)
    if not count:
        return None
    return {
        "inbox": inbox.inbox,
        "label": inbox.label.to_mapping(),
        "type": inbox.document,
        "type_label": kind.label.to_mapping(),
        "on_lines": inbox.on_lines,
        "actions": _named(reach.actions),
        "count": count,
        "has_more": count > rows or page.has_more,
        "rows": fitting[:rows],
    }


def _page(actor: Actor, inbox: Inbox, rows: int) -> Page:
    asked = Query(
        filter=inbox.when,
        conditions=(Condition("state", "in", tuple(inbox.states)),),
        sort=("created_at",),
        page_size=rows,
        with_total=True,
    )
    lister = documents.list_lines if inbox.on_lines else documents.list_documents
    return lister(actor, inbox.document, asked)


def _record(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row as rights see it: a line stands for its document."""
    document = row.get("document")
    return {**row, **document} if isinstance(document, Mapping) else row


def _named(actions: Iterable[CompiledAction]) -> list[dict[str, Any]]:
    return [
        {"action": each.action, "label": each.label.to_mapping(), "style": each.style, "bulk": each.bulk}
        for each in actions
    ]
