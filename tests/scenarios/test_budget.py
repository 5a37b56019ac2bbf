"""R2, R11: a project's budget, what is left of it, and who overspends knowingly."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from kontor.apps.procurement.spending import available, expenditure
from kontor.documents import api as documents
from kontor.kernel.errors import NeedsConfirmation
from kontor.masterdata import api as masterdata
from tests.scenarios.company import Company


@pytest.fixture
def project(company: Company) -> UUID:
    facts = {"code": "P1", "name": "Press line", "budget": "1000", "currency": "TWD"}
    return masterdata.create(company["admin"], "project", facts).id


def left(company: Company, project: UUID) -> Decimal | None:
    return available(company["admin"], [project])[project][0]


def test_the_budget_is_used_once_on_the_way_from_request_to_arrival(company: Company, project: UUID) -> None:
    request = company.requests("6 BOLT at 100", kind="project", project=project)
    assert left(company, project) == 400
    order = company.orders(company.approves(request))
    assert left(company, project) == 400
    company.receives(order)
    assert left(company, project) == 400
    figures = expenditure(company["admin"], project)
    assert (figures.requested, figures.committed, figures.actual, figures.available) == (0, 0, 600, 400)


def test_overspending_asks_and_the_answer_is_kept(company: Company, project: UUID) -> None:
    company.requests("6 BOLT at 100", kind="project", project=project)
    more = company.requests("5 BOLT at 100", kind="project", project=project, submit=False)
    with pytest.raises(NeedsConfirmation) as asked:
        documents.fire(company["engineer"], more.id, "submit")
    assert (
        asked.value.warnings[0].message("en")
        == "P1 Press line has 400 TWD left, this asks for 500: 100 over the budget"
    )
    assert company.read(more).state == "draft"
    documents.fire(company["engineer"], more.id, "submit", confirmed=["OVER_BUDGET"])
    assert left(company, project) == -100
    assert "over_budget_confirmed" in str(documents.timeline(company["engineer"], more.id))


def test_a_request_without_project_is_free(company: Company) -> None:
    company.requests("1000 MOTOR at 5000")
