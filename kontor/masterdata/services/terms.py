"""When an invoice is due, and what paying early earns (R10)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from kontor.kernel.errors import NotFound
from kontor.masterdata import store
from kontor.masterdata.contracts import Discount
from kontor.masterdata.entities import entity_model

_COLUMNS = ["days", "from_month_end", "discount_percent", "discount_days"]


def due_date(terms_id: UUID, on: date) -> date:
    """The day an invoice of ``on`` is due: ``days`` later, counted from the end of its month where terms say so.

    Raises:
        NotFound: no such terms.
    """
    terms = _terms(terms_id)
    return _start(on, terms["from_month_end"]) + timedelta(days=terms["days"])


def discount(terms_id: UUID, on: date) -> Discount | None:
    """The discount for paying an invoice of ``on`` early; None when the terms give none."""
    terms = _terms(terms_id)
    percent: Decimal | None = terms["discount_percent"]
    if not percent or terms["discount_days"] is None:
        return None
    return Discount(percent, on + timedelta(days=terms["discount_days"]))


def _start(on: date, from_month_end: bool) -> date:
    return on.replace(day=calendar.monthrange(on.year, on.month)[1]) if from_month_end else on


def _terms(terms_id: UUID) -> store.Row:
    of = entity_model("payment_terms")
    rows = store.select(of, "t.id = %s", [terms_id], columns=_COLUMNS)
    if not rows:
        raise NotFound(of.label, terms_id)
    return rows[0]
