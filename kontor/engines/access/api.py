"""The public face of access. Questions need an open unit of work; nothing is cached beyond it."""

from kontor.engines.access.assignments import assign_role, assignments_of, end_assignment, holders_of
from kontor.engines.access.contracts import MASK, Assignment, Considered, Decision, Explanation, FieldAccess
from kontor.engines.access.decisions import (
    can,
    limit_for,
    permissions_of,
    require,
    row_condition,
)
from kontor.engines.access.explaining import explain
from kontor.engines.access.fields import field_access
from kontor.engines.access.rows import EVERYTHING, NOTHING, RowCondition

__all__ = [
    "EVERYTHING",
    "MASK",
    "NOTHING",
    "Assignment",
    "Considered",
    "Decision",
    "Explanation",
    "FieldAccess",
    "RowCondition",
    "assign_role",
    "assignments_of",
    "can",
    "end_assignment",
    "explain",
    "field_access",
    "holders_of",
    "limit_for",
    "permissions_of",
    "require",
    "row_condition",
]
