"""The public face of documents. Form, import, bulk action, API call, webhook and job all come through here.

Every write opens (or joins) a unit of work and a session; see ``README.md``. The functions take ids and plain values
and give frozen dataclasses.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from kontor.documents import lists, queries
from kontor.documents.contracts import (
    ActionState,
    BulkItem,
    BulkResult,
    Document,
    DocumentActions,
    Edge,
    FiredLines,
    FlowDone,
    FlowGraph,
    FlowLink,
    Line,
    LineResult,
    Moment,
    Node,
    OpenLine,
    Share,
    Take,
)
from kontor.documents.lists import StateCounts
from kontor.documents.services import bulk, check, effects
from kontor.documents.services import change as changing
from kontor.documents.services import create as creating
from kontor.documents.services import delete as deleting
from kontor.documents.services import derive as deriving
from kontor.documents.services import fire as firing
from kontor.documents.services import fire_lines as line_firing
from kontor.documents.services.create import NewDocument, NewLine
from kontor.documents.session import Session, session
from kontor.documents.working import WorkingDocument
from kontor.engines.lists.api import Page, Query
from kontor.engines.workflow.effects import EffectContext
from kontor.kernel.actor import Actor
from kontor.kernel.errors import DomainError
from kontor.packaging import api as packaging
from kontor.tenancy.api import reading, unit_of_work

__all__ = [
    "ActionState",
    "BulkItem",
    "BulkResult",
    "Document",
    "DocumentActions",
    "Edge",
    "FiredLines",
    "FlowDone",
    "FlowGraph",
    "FlowLink",
    "Line",
    "LineResult",
    "Moment",
    "Node",
    "OpenLine",
    "Share",
    "StateCounts",
    "Take",
    "actions",
    "change",
    "count_states",
    "create",
    "create_many",
    "delete",
    "derive",
    "examine",
    "explain",
    "find_type",
    "fire",
    "fire_bulk",
    "fire_lines",
    "fire_lines_each",
    "flow_graph",
    "get",
    "list_documents",
    "list_lines",
    "open_lines",
    "timeline",
]

Values = Mapping[str, Any]
Seen = TypeVar("Seen")


def _views(work: Session, documents: Iterable[WorkingDocument]) -> list[Document]:
    return [work.shown(each) for each in documents]


@unit_of_work
def create(
    actor: Actor, type_code: str, values: Values, lines: Sequence[Values] = (), *, confirmed: Collection[str] = ()
) -> Document:
    """A new document in the first state of its workflow.

    Raises:
        UnknownDocumentType, Forbidden, ValidationFailed (paths ``field``, ``lines[2].field``), NeedsConfirmation,
        OrganisationMissing, TooManyLines.
    """
    return create_many(actor, type_code, [(values, lines)], confirmed=confirmed)[0]


@unit_of_work
def create_many(
    actor: Actor,
    type_code: str,
    documents: Sequence[tuple[Values, Sequence[Values]]],
    *,
    confirmed: Collection[str] = (),
) -> list[Document]:
    """Many new documents of one type, all or none, written by the same handful of statements (imports, P10)."""
    with session() as work:
        model = check.type_of(work, type_code)
        made = [
            creating.create(work, NewDocument(model, values, _new_lines(lines), confirmed=confirmed))
            for values, lines in documents
        ]
    return _views(work, made)


def _new_lines(lines: Any) -> list[NewLine]:
    return [NewLine(each) for each in (lines if isinstance(lines, (list, tuple)) else [lines])]


@unit_of_work
def change(
    actor: Actor,
    document_id: UUID,
    *,
    version: int | None,
    values: Values | None = None,
    lines: Sequence[Values] | None = None,
    removed_lines: Sequence[Any] = (),
    confirmed: Collection[str] = (),
    type_code: str | None = None,
) -> Document:
    """Save changes: header fields, lines with an ``id`` changed, without one added, ``removed_lines`` taken out.

    Lines that are not named stay. ``version`` is the one the caller read; None skips the question (imports only).

    Raises:
        NotFound, Forbidden, VersionConflict (field by field), ValidationFailed, NeedsConfirmation, FlowExceeded.
    """
    with session() as work:
        wanted = changing.Change(values, lines, removed_lines, confirmed)
        document = changing.change(work, document_id, version, wanted, type_code)
    return work.shown(document)


@unit_of_work
def fire(
    actor: Actor,
    document_id: UUID,
    action: str,
    *,
    version: int | None = None,
    inputs: Values | None = None,
    comment: str = "",
    line_ids: Collection[UUID] | None = None,
    line_inputs: Mapping[UUID, Values] | None = None,
    confirmed: Collection[str] = (),
    type_code: str | None = None,
) -> Document:
    """Fire a header action; ``line_ids`` narrows what it carries to lines, ``line_inputs`` feeds it line by line.

    ``type_code``, here and below: the document must be of this type, else it is not found.

    Raises:
        what ``services.fire.fire`` lists.
    """
    with session() as work:
        wanted = firing.Firing(action, dict(inputs or {}), comment, line_ids, line_inputs, confirmed)
        document = firing.fire(work, document_id, version, wanted, type_code)
    return work.shown(document)


@unit_of_work
def fire_lines(
    actor: Actor,
    type_code: str,
    action: str,
    line_ids: Sequence[UUID],
    *,
    inputs: Values | None = None,
    line_inputs: Mapping[UUID, Values] | None = None,
    comment: str = "",
    confirmed: Collection[str] = (),
) -> list[Document]:
    """Fire a line action on lines of any number of documents, all or none; the documents as they are then.

    Raises:
        one line refused: its own refusal; several: LinesRefused with a problem per line at ``lines[<id>]``.
    """
    with session() as work:
        done = bulk.decide(work, type_code, action, line_ids, inputs, line_inputs, comment, confirmed)
        line_firing.raise_refusals(done.refused)
    return _views(work, done.documents)


@unit_of_work
def fire_lines_each(
    actor: Actor,
    type_code: str,
    action: str,
    line_ids: Sequence[UUID],
    *,
    inputs: Values | None = None,
    line_inputs: Mapping[UUID, Values] | None = None,
    comment: str = "",
    confirmed: Collection[str] = (),
) -> FiredLines:
    """Independent decisions on many lines: those that may, go through; every line gets its result (R2).

    A handful of statements for a thousand lines. Where an effect refuses, the set is halved until the lines that
    cannot are alone.
    """
    documents: dict[UUID, Document] = {}

    def attempt(ids: Sequence[UUID]) -> Mapping[UUID, DomainError]:
        with transaction.atomic(), session() as work:
            done = bulk.decide(work, type_code, action, ids, inputs, line_inputs, comment, confirmed)
        documents.update((each.id, work.shown(each)) for each in done.documents)
        return done.refused

    wanted = list(dict.fromkeys(line_ids))
    refused = line_firing.bisect(wanted, attempt) if wanted else {}
    results = tuple(LineResult(each, each not in refused, refused.get(each)) for each in wanted)
    return FiredLines(tuple(documents.values()), results)


def fire_bulk(
    actor: Actor,
    items: Sequence[BulkItem],
    action: str,
    *,
    inputs: Values | None = None,
    comment: str = "",
    confirmed: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> list[BulkResult]:
    """The same action on many records, each in a transaction of its own; ``progress(done, total)`` after each."""
    return bulk.fire_each(
        items, lambda item: _fire_item(actor, item, action, inputs, comment, confirmed), progress or (lambda *_: None)
    )


def _fire_item(
    actor: Actor, item: BulkItem, action: str, inputs: Values | None, comment: str, confirmed: Collection[str]
) -> None:
    if item.line_id is None:
        fire(actor, item.document_id, action, version=item.version, inputs=inputs, comment=comment, confirmed=confirmed)
    else:
        _fire_line(actor, item, action, inputs, comment, confirmed)


@unit_of_work
def _fire_line(
    actor: Actor, item: BulkItem, action: str, inputs: Values | None, comment: str, confirmed: Collection[str]
) -> None:
    assert item.line_id is not None
    with session() as work:
        document = check.one(work, item.document_id)
        check.version(document, item.version)
        done = bulk.decide(work, document.type_code, action, [item.line_id], inputs, None, comment, confirmed)
        line_firing.raise_refusals(done.refused)


@unit_of_work
def derive(
    actor: Actor,
    flow: str,
    takes: Sequence[Take],
    *,
    values: Values | None = None,
    inputs: Values | None = None,
    into: UUID | None = None,
    confirmed: Collection[str] = (),
) -> list[Document]:
    """Let lines flow on into new documents (or ``into`` a draft), with a link of quantity and amount for each share.

    ``values`` go into the headers of the targets over what the flow gives; ``inputs`` are seen by its expressions.

    Raises:
        what ``services.derive.derive`` lists.
    """
    with session() as work:
        wanted = deriving.Derivation(flow, tuple(takes), dict(values or {}), dict(inputs or {}), into, confirmed)
        made = deriving.derive(work, wanted)
    return _views(work, made)


@unit_of_work
def delete(actor: Actor, document_id: UUID, *, version: int | None, reason: str, type_code: str | None = None) -> None:
    """Soft-delete a draft that nothing follows; the reason is kept, what had flowed in goes back.

    Raises:
        NotFound, Forbidden, VersionConflict, ReasonRequired, NotDeletable.
    """
    with session() as work:
        deleting.delete(work, document_id, version, reason, type_code)


@unit_of_work
def examine(
    actor: Actor,
    document_id: UUID,
    see: Callable[[EffectContext], Seen],
    *,
    inputs: Values | None = None,
    line_inputs: Mapping[UUID, Values] | None = None,
) -> Seen:
    """Let ``see`` look at a document as an effect of a header action would; for rooms above that preview effects.

    Raises:
        NotFound (also when the actor may not read it).
    """
    with session() as work:
        document = check.one(work, document_id)
        cause = effects.Cause("", dict(inputs or {}), dict(line_inputs or {}))
        return see(effects.context_for(work, document, cause))


@reading
def get(actor: Actor, type_code: str, document_id: UUID) -> Document:
    """One document with the labels of everything it refers to.

    Raises:
        UnknownDocumentType, NotFound (also when the actor may not read it).
    """
    with session() as work:
        check.type_of(work, type_code)
        document = check.one(work, document_id, type_code)
        queries.load_labels(work, document)
        return work.shown(document)


@reading
def list_documents(actor: Actor, type_code: str, query: Query, *, any_of: Collection[str] = ()) -> Page:
    """A page of documents of a type the actor may read; rows carry fields, facts and ``<field>__label``.

    ``any_of``: only documents for which the actor holds one of these permissions too (inboxes).

    Raises:
        UnknownDocumentType; ValidationFailed: unknown fields or operators, wrong values.
    """
    config = packaging.current(actor.tenant_id)
    return lists.documents_page(actor, config, check.kind_of(config, type_code), query, any_of)


@reading
def list_lines(actor: Actor, type_code: str, query: Query, *, any_of: Collection[str] = ()) -> Page:
    """A page of lines with their documents; filters name line fields, or header fields as ``header.<field>``.

    Raises:
        UnknownDocumentType; ValidationFailed: unknown fields or operators, wrong values.
    """
    config = packaging.current(actor.tenant_id)
    return lists.lines_page(actor, config, check.kind_of(config, type_code), query, any_of)


@reading
def count_states(actor: Actor, type_code: str) -> StateCounts:
    """How many documents and lines of a type stand in each state, of those the actor may read.

    Raises:
        UnknownDocumentType.
    """
    config = packaging.current(actor.tenant_id)
    return lists.state_counts(actor, check.kind_of(config, type_code))


@reading
def find_type(actor: Actor, document_id: UUID) -> str:
    """The type of a document the actor may read.

    Raises:
        NotFound.
    """
    with session() as work:
        return check.one(work, document_id).type_code


@reading
def actions(
    actor: Actor, document_id: UUID, *, everything: bool = False, type_code: str | None = None
) -> DocumentActions:
    """What can be done with a document and each line, allowed or with the reason why not; buttons come from here.

    Only what the present states offer, unless ``everything``.
    """
    with session() as work:
        return queries.actions(work, check.one(work, document_id, type_code), everything=everything)


@reading
def explain(actor: Actor, document_id: UUID, action: str, line_id: UUID | None = None) -> dict[str, Any]:
    """Why an action is possible or not: the refusal, grants, limit, guards and rules with the values they saw."""
    with session() as work:
        document = check.one(work, document_id)
        line = document.line_at(line_id) if line_id is not None else None
        if line_id is not None and line is None:
            raise check.not_found(work, line_id, None)
        return queries.explain(work, document, action, line)


@reading
def flow_graph(actor: Actor, document_id: UUID, *, type_code: str | None = None) -> FlowGraph:
    """Every document up and down the flows of this one, and the edges between their lines."""
    with session() as work:
        return queries.flow_graph(work, check.one(work, document_id, type_code))


@reading
def timeline(
    actor: Actor, document_id: UUID, *, limit: int | None = None, type_code: str | None = None
) -> list[Moment]:
    """What happened to a document, newest first."""
    with session() as work:
        return queries.timeline(work, check.one(work, document_id, type_code), limit)


@reading
def open_lines(actor: Actor, flow: str, line_ids: Sequence[UUID]) -> list[OpenLine]:
    """What of these source lines is open for a flow."""
    with session() as work:
        return queries.open_lines(work, flow, line_ids)
