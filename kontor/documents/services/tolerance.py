"""How much of a source line is open for a flow, and how far the flow may go beyond it (R6)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.documents.flows.shares import tolerated
from kontor.documents.references import label_of
from kontor.documents.session import Session
from kontor.documents.working import ZERO, WorkingLine
from kontor.kernel.expressions import Expression, evaluate
from kontor.packaging.schema import Flow


def still_open(session: Session, flow: Flow, line: WorkingLine) -> Decimal:
    """Offered minus flowed, in the line's unit, never below zero."""
    return max(ZERO, session.scopes.offered(flow, line) - line.done(flow.flow).quantity)


def most(session: Session, flow: Flow, line: WorkingLine, inputs: Mapping[str, Any]) -> Decimal:
    """The most that may have flowed in the end, tolerance included."""
    offered = session.scopes.offered(flow, line)
    tolerance = flow.tolerance
    if tolerance is None:
        return offered
    scope = session.scopes.flow(line, inputs=inputs)
    return tolerated(offered, _number(tolerance.percent, scope), _number(tolerance.absolute, scope))


def _number(expression: Expression | None, scope: Mapping[str, Any]) -> Decimal:
    value = None if expression is None else evaluate(expression, scope)
    return Decimal(value) if value is not None else ZERO


def unit_of(session: Session, line: WorkingLine) -> str:
    """What the line's unit is called, for messages."""
    value = line.values.get("unit")
    field = line.document.model.lines.get("unit")
    if value is None or field is None:
        return ""
    if field.target is None or not isinstance(value, UUID):
        return str(value)
    record = session.references.find(field, value)
    return "" if record is None else str(record.get("code") or label_of(record))
