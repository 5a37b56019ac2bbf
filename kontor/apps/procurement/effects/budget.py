"""``check_budget``: nobody overspends a project without saying that they know (R2, R11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.apps.procurement.spending import available
from kontor.engines.workflow.contracts import Line
from kontor.engines.workflow.effects import EffectContext, EffectOptions, effect
from kontor.kernel.errors import FieldProblem, ensure_confirmed
from kontor.kernel.text import Text
from kontor.masterdata import api as masterdata

ZERO = Decimal(0)
OVER_BUDGET = "OVER_BUDGET"
TEXT = Text(
    en="{project} has {available} {currency} left, this asks for {asked}: {excess} over the budget",
    zh_hant="專案 {project} 尚餘 {available} {currency}，本次請購 {asked}，超出預算 {excess}",
)


class BudgetOptions(EffectOptions):
    """``counted``: line states whose amounts are in the project's figures already and are not asked for anew."""

    counted: tuple[str, ...] = ()


@effect("check_budget", options=BudgetOptions, label=Text(en="Check the project's budget", zh_hant="檢查專案預算"))
def check_budget(context: EffectContext, options: BudgetOptions) -> None:
    """Warn for each project whose budget the lines exceed; the warning ``OVER_BUDGET`` can be confirmed and is kept.

    Amounts in another currency count at the day's rate. A project without a budget is not checked.
    """
    asked = _asked(context, [line for line in context.lines if line.state not in options.counted])
    figures = available(context.actor, list(asked))
    warnings = [
        _warning(project, asked[project], left, currency)
        for project, (left, currency) in figures.items()
        if left is not None and asked[project] > left
    ]
    ensure_confirmed(warnings, context.confirmed)
    if warnings:
        context.documents.note(context.document.id, "over_budget_confirmed", {"projects": [w.facts for w in warnings]})


def _asked(context: EffectContext, lines: Sequence[Line]) -> Mapping[UUID, Decimal]:
    header: Mapping[str, Any] = context.document.values
    asked: dict[UUID, Decimal] = defaultdict(Decimal)
    for line in lines:
        project = line.values.get("project") or header.get("project")
        if project is not None:
            asked[project] += (line.values.get("amount") or ZERO) * (header.get("rate") or 1)
    return asked


def _warning(project: UUID, asked: Decimal, left: Decimal, currency: str) -> FieldProblem:
    name = masterdata.labels("project", [project]).get(project, "")
    facts = {
        "project": name,
        "available": f"{left:f}",
        "asked": f"{asked:f}",
        "excess": f"{asked - left:f}",
        "currency": currency,
    }
    return FieldProblem("project", OVER_BUDGET, TEXT, facts)
