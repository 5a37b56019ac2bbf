"""What a project may spend, asked for, ordered and got (R11).

In the company's currency, before tax. ``requested``: what requisition lines still ask for, at their estimated price.
``committed``: what is ordered and has not arrived. ``actual``: what has arrived of orders. ``booked``: what the
ledger shows on expense and cost accounts, by account – later than ``actual`` where goods wait in stock. ``available``
is the budget minus requested, committed and actual; None without a budget.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.kernel.actor import Actor
from kontor.kernel.currencies import currency_exponent
from kontor.kernel.rounding import round_decimal
from kontor.ledgers.accounting import api as accounting
from kontor.masterdata import api as masterdata
from kontor.packaging import api as packaging
from kontor.tenancy.api import company_of, get_organisation, reading

ZERO = Decimal(0)
REQUISITION, ORDER = "requisition", "purchase_order"
ORDERED, RECEIVED = "order", "receive"
#: Lines that ask for something nobody has decided against.
ASKING = frozenset({"in_review", "approved", "in_progress"})
ENDED = frozenset({"cancelled", "voided", "reversed", "closed"})
SPENDING_ACCOUNTS = frozenset({"expense", "cost"})

_REQUESTED = """
SELECT coalesce(l.project_id, d.project_id),
  sum(greatest(l.quantity - coalesce(f.quantity, 0), 0) * coalesce(l.unit_price, 0) * coalesce(d.rate, 1))
FROM document_line l
JOIN document d ON d.tenant_id = l.tenant_id AND d.id = l.document_id
LEFT JOIN line_flow f ON f.tenant_id = l.tenant_id AND f.line_id = l.id AND f.flow = %(flow)s
WHERE l.tenant_id = public.kontor_tenant() AND l.type_code = %(type)s AND l.deleted_at IS NULL AND d.deleted_at IS NULL
  AND coalesce(l.project_id, d.project_id) = ANY(%(projects)s::uuid[]) AND l.state = ANY(%(states)s)
GROUP BY 1
"""
_ORDERED = """
SELECT coalesce(l.project_id, d.project_id), coalesce(sum(l.amount * coalesce(d.rate, 1)), 0),
  coalesce(sum(l.amount * coalesce(d.rate, 1) * least(coalesce(f.quantity, 0) / nullif(l.quantity, 0), 1)), 0)
FROM document_line l
JOIN document d ON d.tenant_id = l.tenant_id AND d.id = l.document_id
LEFT JOIN line_flow f ON f.tenant_id = l.tenant_id AND f.line_id = l.id AND f.flow = %(flow)s
WHERE l.tenant_id = public.kontor_tenant() AND l.type_code = %(type)s AND l.deleted_at IS NULL AND d.deleted_at IS NULL
  AND coalesce(l.project_id, d.project_id) = ANY(%(projects)s::uuid[]) AND l.state = ANY(%(states)s)
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Booked:
    """What the ledger shows of a project on one account."""

    account_id: UUID
    account: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Expenditure:
    """The figures of one project; see the module."""

    project_id: UUID
    project: str
    currency: str
    budget: Decimal | None
    requested: Decimal
    committed: Decimal
    actual: Decimal
    available: Decimal | None
    booked: tuple[Booked, ...]


@reading
def expenditure(actor: Actor, project_id: UUID, *, since: date | None = None, until: date | None = None) -> Expenditure:
    """The figures of a project; ``since`` and ``until`` bound what the ledger shows.

    Raises:
        NotFound: there is no project the actor may read.
    """
    project = masterdata.get(actor, "project", project_id)
    company = company_of(_organisation(actor, project.values))
    total, received = _ordered(actor, [project_id]).get(project_id, (ZERO, ZERO))
    asked = _requested(actor, [project_id]).get(project_id, ZERO)
    exponent = currency_exponent(company.currency)
    budget = project.values.get("budget")
    requested, committed, received = (round_decimal(each, exponent) for each in (asked, total - received, received))
    return Expenditure(
        project_id=project_id,
        project=masterdata.labels("project", [project_id]).get(project_id, ""),
        currency=company.currency,
        budget=budget,
        requested=requested,
        committed=committed,
        actual=received,
        available=None if budget is None else budget - requested - committed - received,
        booked=_booked(actor, company.id, project_id, since, until),
    )


@reading
def available(actor: Actor, project_ids: Collection[UUID]) -> dict[UUID, tuple[Decimal | None, str]]:
    """What is left of each project's budget, and its currency; None without a budget. Asks for no right."""
    if not project_ids:
        return {}
    budgets = masterdata.fetch("project", list(project_ids), ["budget", "currency"])
    requested, ordered = _requested(actor, project_ids), _ordered(actor, project_ids)
    return {
        project: (
            _left(budgets[project].get("budget"), requested, ordered, project),
            budgets[project].get("currency") or "",
        )
        for project in project_ids
    }


def _left(
    budget: Decimal | None,
    requested: Mapping[UUID, Decimal],
    ordered: Mapping[UUID, tuple[Decimal, Decimal]],
    project: UUID,
) -> Decimal | None:
    if budget is None:
        return None
    return budget - requested.get(project, ZERO) - ordered.get(project, (ZERO, ZERO))[0]


def _organisation(actor: Actor, values: Mapping[str, object]) -> UUID:
    """The project's own organisation, else the actor's."""
    own = values.get("organisation")
    organisation_id = own if isinstance(own, UUID) else actor.organisation_id
    assert organisation_id is not None, "a signed-in actor has an organisation"
    return get_organisation(organisation_id).id


def _requested(actor: Actor, project_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    states = _line_states(actor, REQUISITION, wanted=ASKING)
    facts: dict[str, Any] = {"flow": ORDERED, "type": REQUISITION, "projects": list(project_ids), "states": states}
    with connection.cursor() as cursor:
        cursor.execute(_REQUESTED, facts)
        return {project: amount or ZERO for project, amount in cursor.fetchall()}


def _ordered(actor: Actor, project_ids: Collection[UUID]) -> dict[UUID, tuple[Decimal, Decimal]]:
    """Everything ordered, and the part of it that has arrived."""
    states = _line_states(actor, ORDER, unwanted=ENDED)
    facts: dict[str, Any] = {"flow": RECEIVED, "type": ORDER, "projects": list(project_ids), "states": states}
    with connection.cursor() as cursor:
        cursor.execute(_ORDERED, facts)
        return {project: (total, received) for project, total, received in cursor.fetchall()}


def _line_states(
    actor: Actor, type_code: str, *, wanted: frozenset[str] | None = None, unwanted: frozenset[str] = frozenset()
) -> list[str]:
    kind = packaging.current(actor.tenant_id).documents.get(type_code)
    if kind is None or kind.line_workflow is None:
        return []
    return [
        code
        for code, state in kind.line_workflow.states.items()
        if (wanted is None or state.standard in wanted) and state.standard not in unwanted
    ]


def _booked(
    actor: Actor, company_id: UUID, project_id: UUID, since: date | None, until: date | None
) -> tuple[Booked, ...]:
    rows = accounting.actuals(actor, company_id, "project", [project_id], since=since, until=until)
    kinds = masterdata.fetch("account", [row.account_id for row in rows], ["kind"])
    labels = masterdata.labels("account", [row.account_id for row in rows])
    return tuple(
        Booked(row.account_id, labels.get(row.account_id, ""), row.amount)
        for row in rows
        if kinds.get(row.account_id, {}).get("kind") in SPENDING_ACCOUNTS
    )
