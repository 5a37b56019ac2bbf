"""When an invoice is due, and what paying early earns (R10)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kontor.engines.calendar.api import DueDates, PaymentTerms, due_dates
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
    return _dates(terms_id, on)[1].due


def discount(terms_id: UUID, on: date) -> Discount | None:
    """The discount for paying an invoice of ``on`` early; None when the terms give none."""
    terms, dates = _dates(terms_id, on)
    if terms.discount_percent is None or dates.discount_until is None:
        return None
    return Discount(terms.discount_percent, dates.discount_until)


def _dates(terms_id: UUID, on: date) -> tuple[PaymentTerms, DueDates]:
    terms = PaymentTerms(**_terms(terms_id))
    return terms, due_dates(terms, on)


def _terms(terms_id: UUID) -> store.Row:
    of = entity_model("payment_terms")
    rows = store.select(of, "t.id = %s", [terms_id], columns=_COLUMNS)
    if not rows:
        raise NotFound(of.label, terms_id)
    return rows[0]
