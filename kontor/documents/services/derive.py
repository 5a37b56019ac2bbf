"""Lines flow on: split, merge, partial and return, with the quantity and amount on every edge (P2, R3, R6, R8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.documents.contracts import Take
from kontor.documents.errors import (
    FlowExceeded,
    NoPredecessor,
    NotFlowing,
    NothingToDerive,
    TooManyLines,
    UnknownFlow,
    problem_text,
)
from kontor.documents.flows.shares import split_amount
from kontor.documents.scope import access_record
from kontor.documents.services import change, check, create, shares, tolerance, values
from kontor.documents.services.create import NewDocument, NewLine
from kontor.documents.services.values import Problems
from kontor.documents.session import Session
from kontor.documents.working import ZERO, WorkingDocument, WorkingLine
from kontor.kernel.errors import FieldProblem, ValidationFailed, ensure_confirmed, ensure_valid
from kontor.kernel.expressions import variables
from kontor.kernel.registry import nearest
from kontor.kernel.text import Text
from kontor.packaging.model import DocumentModel, FieldSet
from kontor.packaging.schema import Flow

MOST_TAKES = 5_000
_EXCEEDS = "OPEN_QUANTITY_EXCEEDED"


@dataclass(frozen=True, slots=True)
class Derivation:
    """A flow as somebody asks for it. ``into``: add to this draft instead of making new documents."""

    flow: str
    takes: Sequence[Take]
    values: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)
    into: UUID | None = None
    confirmed: Collection[str] = ()
    by_person: bool = True


@dataclass(slots=True)
class Taken:
    """A take with its source line found, its quantity decided, and what the expressions gave."""

    take: Take
    line: WorkingLine
    quantity: Decimal
    inputs: Mapping[str, Any]
    at: int

    def scope(self, session: Session, quantity: Decimal) -> Mapping[str, Any]:
        """What the flow's expressions see."""
        return session.scopes.flow(self.line, quantity=quantity, inputs=self.inputs)


def derive(session: Session, wanted: Derivation) -> list[WorkingDocument]:
    """Make target documents from source lines.

    Sources are locked first, so open quantities are exact however many take at the same time. Sources that agree in
    ``group_by`` share a document, those that agree in ``merge_by`` share a line; the target line's amount is split
    over its shares to the last decimal.

    Raises:
        UnknownFlow, NothingToDerive, NotFlowing, FlowExceeded (``OPEN_QUANTITY_EXCEEDED``), NeedsConfirmation,
        NoPredecessor, and what creating the target refuses with.
    """
    flow = flow_of(session, wanted.flow)
    model = check.type_of(session, flow.target)
    if wanted.by_person and wanted.into is None:
        create.may_create_at_all(session, NewDocument(model, {}))
    taken = _take(session, flow, model, wanted)
    documents = [_target(session, flow, model, group, wanted) for group in _groups(session, flow, taken)]
    if wanted.into is not None and len(documents) > 1:
        documents = documents[:1]
    for each in taken:
        if flow.returns is not None:
            _return(session, flow, each)
    return list(dict.fromkeys(documents))


def flow_of(session: Session, code: str) -> Flow:
    """The flow in the current configuration.

    Raises:
        UnknownFlow: with the nearest name.
    """
    flow = session.model.flows.get(code)
    if flow is None:
        raise UnknownFlow(code, nearest(code, session.model.flows))
    return flow


# --- taking ---------------------------------------------------------------------------------------------------------


def _take(session: Session, flow: Flow, model: DocumentModel, wanted: Derivation) -> list[Taken]:
    if len(wanted.takes) > MOST_TAKES:
        raise TooManyLines(len(wanted.takes), MOST_TAKES, path="takes")
    lines = session.load_lines(take.line_id for take in wanted.takes)
    _refuse_unknown(session, flow, lines, wanted)
    _refuse_inputs(flow, model, wanted)
    taken: list[Taken] = []
    warnings: Problems = []
    reserved: dict[UUID, Decimal] = {}
    for at, take in enumerate(wanted.takes):
        line = lines[take.line_id]
        _refuse_state(flow, line)
        inputs = {**wanted.inputs, **take.inputs}
        quantity = _quantity(session, flow, line, take, reserved.get(line.id, ZERO), inputs, at, wanted, warnings)
        if quantity > 0:
            reserved[line.id] = reserved.get(line.id, ZERO) + quantity
            taken.append(Taken(take, line, quantity, inputs, at))
    session.confirmed.update(wanted.confirmed)
    ensure_confirmed(warnings, session.confirmed)
    if not taken:
        raise NothingToDerive(flow.flow, flow.label)
    return taken


def _refuse_unknown(session: Session, flow: Flow, lines: Mapping[UUID, WorkingLine], wanted: Derivation) -> None:
    """A line that is not there, of another type, or not to be read by this person, is unknown."""
    readable: dict[UUID, bool] = {}
    problems: Problems = []
    for at, take in enumerate(wanted.takes):
        line = lines.get(take.line_id)
        if line is not None and line.document.type_code == flow.source:
            document = line.document
            if document.id not in readable:
                readable[document.id] = not wanted.by_person or check.readable(session, document)
            if readable[document.id]:
                continue
        text = problem_text("UNKNOWN_LINE")
        problems.append(FieldProblem(f"takes[{at}].line_id", "UNKNOWN_LINE", text, {"line": take.line_id}))
    ensure_valid(problems)


def _refuse_inputs(flow: Flow, model: DocumentModel, wanted: Derivation) -> None:
    """An input must be a field of the target line or be read by the flow, else it would be lost without a word."""
    expressions = [*flow.group_by, *flow.merge_by, *flow.header.values(), *flow.line.values()]
    if flow.tolerance is not None:
        expressions += [each for each in (flow.tolerance.percent, flow.tolerance.absolute) if each is not None]
    read = {name.split(".")[1] for each in expressions for name in variables(each) if name.startswith("inputs.")}
    known = read | set(model.lines)
    problems: Problems = []
    for at, take in enumerate(wanted.takes):
        problems += _unknown_inputs(take.inputs, known, f"takes[{at}].inputs.")
    problems += _unknown_inputs(wanted.inputs, known | set(model.header), "inputs.")
    ensure_valid(problems)


def _unknown_inputs(inputs: Mapping[str, Any], known: Collection[str], path: str) -> Problems:
    problems: Problems = []
    for name in inputs:
        if name not in known:
            near = nearest(str(name), known)
            hint = Text(en=f"Did you mean “{near}”?", zh_hant=f"是否為「{near}」?") if near else Text(en="", zh_hant="")
            facts = {"name": str(name)[:80], "hint": hint}
            problems.append(FieldProblem(f"{path}{name}"[:200], "UNKNOWN_INPUT", problem_text("UNKNOWN_INPUT"), facts))
    return problems


def _refuse_state(flow: Flow, line: WorkingLine) -> None:
    """The line must be in one of the flow's source states, and must not be dead."""
    document = line.document
    workflow = document.model.line_workflow or document.model.workflow
    state = line.state if document.model.line_workflow else document.state
    if (state in flow.source_states or not flow.source_states) and not line.is_dead:
        return
    known = workflow.states.get(state)
    raise NotFlowing(
        flow.flow, flow.label, document.number, line.line_no, line.id, state,
        known.label if known else Text(en=state, zh_hant=state),
        [workflow.states[each].label for each in flow.source_states if each in workflow.states],
    )  # fmt: skip


def _quantity(
    session: Session,
    flow: Flow,
    line: WorkingLine,
    take: Take,
    reserved: Decimal,
    inputs: Mapping[str, Any],
    at: int,
    wanted: Derivation,
    warnings: Problems,
) -> Decimal:
    """How much flows: as asked, or all that is open. ``reserved`` was taken earlier in the same command."""
    still_open = max(ZERO, tolerance.still_open(session, flow, line) - reserved)
    if take.quantity is None:
        return still_open
    if take.quantity <= 0:
        text = problem_text("QUANTITY_NOT_POSITIVE")
        raise ValidationFailed((FieldProblem(f"takes[{at}].quantity", "QUANTITY_NOT_POSITIVE", text, {}),))
    limit = tolerance.most(session, flow, line, inputs) - line.done(flow.flow).quantity - reserved
    if take.quantity > max(limit, still_open):
        exceeded = FlowExceeded(
            flow=flow.flow, number=line.document.number, line_no=line.line_no, line_id=line.id, asked=take.quantity,
            open=still_open, most=max(limit, still_open), unit=tolerance.unit_of(session, line),
            path=f"takes[{at}].quantity",
        )  # fmt: skip
        if not _may_confirm(session, flow, line):
            raise exceeded
        warnings.append(exceeded.as_problem())
    return take.quantity


def _may_confirm(session: Session, flow: Flow, line: WorkingLine) -> bool:
    """Whether going beyond the tolerance is a warning for this person rather than a refusal."""
    rule = flow.tolerance
    if rule is None:
        return False
    if rule.policy == "warn":
        return True
    if rule.exceed_permission is None:
        return False
    return session.powers.is_system or session.powers.can(rule.exceed_permission, access_record(line.document)).allowed


# --- grouping -------------------------------------------------------------------------------------------------------

Group = list[list[Taken]]
"""The takes of one target document, by target line."""


def _groups(session: Session, flow: Flow, taken: Sequence[Taken]) -> list[Group]:
    """Takes by target document and target line, in the order in which they were asked for."""
    documents: dict[tuple[Any, ...], dict[tuple[Any, ...], list[Taken]]] = {}
    for at, each in enumerate(taken):
        scope = each.scope(session, each.quantity)
        document = tuple(_key(value) for value in _values(session, flow.group_by, scope))
        merge = tuple(_key(value) for value in _values(session, flow.merge_by, scope)) if flow.merge_by else (at,)
        documents.setdefault(document, {}).setdefault(merge, []).append(each)
    return [list(lines.values()) for lines in documents.values()]


def _values(session: Session, expressions: Sequence[Any], scope: Mapping[str, Any]) -> list[Any]:
    named = {str(at): each for at, each in enumerate(expressions)}
    return list(values.evaluated(session, named, scope).values())


def _key(value: Any) -> Any:
    """Values that people take for equal are one key: 5 and 5.0, nothing and an empty text."""
    if isinstance(value, (list, tuple)):
        return tuple(_key(each) for each in value)
    if isinstance(value, Mapping):
        return tuple(sorted((str(name), repr(_key(each))) for name, each in value.items()))
    return None if value == "" else value


# --- targets --------------------------------------------------------------------------------------------------------


def _target(session: Session, flow: Flow, model: DocumentModel, group: Group, wanted: Derivation) -> WorkingDocument:
    first = group[0][0]
    header = _mapped(session, model.header, flow.header, first.scope(session, first.quantity))
    lines = [_new_line(session, flow, model, merged) for merged in group]
    if wanted.into is not None:
        document = _into(session, model, lines, wanted)
    else:
        header_inputs = {
            name: each for name, each in wanted.inputs.items() if name in model.header and name not in header
        }
        raw = {**header_inputs, **wanted.values}
        new = NewDocument(model, raw, lines, header, wanted.confirmed, wanted.by_person)
        document = create.create(session, new)
        session.happenings[-1].data.update(flow=flow.flow, confirmed=sorted(wanted.confirmed))
    _link(session, flow, document.lines[-len(lines) :], group)
    _tell_sources(session, flow, document, group)
    return document


def _tell_sources(session: Session, flow: Flow, document: WorkingDocument, group: Group) -> None:
    """The history of every source says how much of which line went where."""
    went: dict[UUID, dict[str, Decimal]] = {}
    sources: dict[UUID, WorkingDocument] = {}
    for each in (taken for merged in group for taken in merged):
        source = each.line.document
        sources[source.id] = source
        lines = went.setdefault(source.id, {})
        lines[str(each.line.id)] = lines.get(str(each.line.id), ZERO) + each.quantity
    for source_id, source in sources.items():
        session.step(source, "linked", flow=flow.flow, target=document.id, lines=went[source_id])


def _mapped(
    session: Session, fields: FieldSet, expressions: Mapping[str, Any], scope: Mapping[str, Any]
) -> dict[str, Any]:
    """What the flow's expressions give, typed; empty ones are left out so that defaults can speak."""
    found = values.evaluated(session, expressions, scope)
    typed = {name: values.coerce(fields[name], value) for name, value in found.items() if name in fields}
    return {name: value for name, value in typed.items() if value is not None}


def _new_line(session: Session, flow: Flow, model: DocumentModel, merged: Sequence[Taken]) -> NewLine:
    first = merged[0]
    total = sum((each.quantity for each in merged), ZERO)
    exact = _mapped(session, model.lines, flow.line, first.scope(session, total))
    if "quantity" in model.lines and "quantity" not in exact:
        exact["quantity"] = total
    raw = {name: each for name, each in first.take.inputs.items() if name in model.lines and name not in flow.line}
    return NewLine(raw, exact)


def _into(session: Session, model: DocumentModel, lines: Sequence[NewLine], wanted: Derivation) -> WorkingDocument:
    """Add the lines to a draft."""
    assert wanted.into is not None
    document = check.one(session, wanted.into, model.code)
    if wanted.by_person:
        change.may_update(session, document)
    problems: Problems = []
    if problem := change.closed(document, "into"):
        raise ValidationFailed((problem,))
    added = create.add_lines(session, document, lines, problems, by_person=wanted.by_person)
    create.complete(session, document, added, problems, header=False)
    check.obey_rules(session, document, "before_save", wanted.confirmed)
    session.happened(document, "changed", flow=wanted.flow)
    return document


def _link(session: Session, flow: Flow, lines: Sequence[WorkingLine], group: Group) -> None:
    """One edge for each share; the amounts add up to the target line's amount."""
    for target, merged in zip(lines, group, strict=True):
        weights = [each.quantity for each in merged]
        total = shares.decimal(target.values.get("amount"))
        for each, amount in zip(merged, split_amount(total, weights), strict=True):
            session.links.make(flow.flow, each.line, target, each.quantity, amount)


def _return(session: Session, flow: Flow, taken: Taken) -> None:
    """A returning flow re-opens what was delivered."""
    assert flow.returns is not None
    left = shares.give_back(session, flow.returns, taken.line, taken.quantity, taken.take.back_to)
    if left > 0:
        raise NoPredecessor(flow.returns, taken.quantity, taken.quantity - left, path=f"takes[{taken.at}].quantity")
