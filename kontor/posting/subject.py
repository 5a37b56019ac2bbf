"""What is posted: one document, some of its lines, one profile – with company, currency, rate and date settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.engines.workflow.contracts import Document, Line
from kontor.engines.workflow.effects import EffectContext
from kontor.kernel.clock import current_clock
from kontor.ledgers.accounting.contracts import PeriodGroup
from kontor.masterdata import api as masterdata
from kontor.packaging.model import Model
from kontor.packaging.schema import PostingProfile
from kontor.tenancy import api as tenancy
from kontor.tenancy.models import Organisation


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything the two halves of a posting need to know beside the profile's expressions."""

    context: EffectContext
    profile: PostingProfile
    document: Document
    lines: Sequence[Line]
    company: Organisation
    date: dt.date
    currency: str
    rate: Decimal

    @property
    def model(self) -> Model:
        """The configuration the document keeps."""
        model: Model = self.context.model
        return model

    @property
    def document_date(self) -> dt.date | None:
        """The date on the paper."""
        found = self.document.values.get("document_date")
        return found if isinstance(found, dt.date) else None

    @property
    def group(self) -> PeriodGroup:
        """What the periods of the entry are opened and closed for."""
        return self.profile.group or _group_of(self.profile)

    def scope(self, line: Line | None) -> Mapping[str, Any]:
        """What the document's own expressions see."""
        return self.context.scope_of(line)

    def places(self, step: str) -> int:
        """Decimals the company's currency is rounded to at a step."""
        rule = self.model.rounding.rule_for(
            step,
            currency=self.company.currency,
            organisation=self.company.code,
            document_type=self.document.type_code,
        )
        return rule.places


def subject_of(context: EffectContext, profile: PostingProfile) -> Subject:
    """Settle company, accounting date, currency and rate of a document.

    Raises:
        RateUnknown: the document has no rate and none is known for the day.
    """
    document = context.document
    company = tenancy.company_of(document.organisation_id)
    date = _date(context, document)
    currency = str(document.values.get("currency") or company.currency)
    rate = document.values.get("rate")
    if currency == company.currency:
        rate = Decimal(1)
    elif not isinstance(rate, Decimal) or rate <= 0:
        rate = masterdata.rate(currency, company.currency, date)
    return Subject(context, profile, document, list(context.lines), company, date, currency, rate)


def _date(context: EffectContext, document: Document) -> dt.date:
    for name in ("accounting_date", "document_date"):
        found = document.values.get(name)
        if isinstance(found, dt.date):
            return found
    return today_of(context, document.organisation_id)


def today_of(context: EffectContext, organisation_id: UUID) -> dt.date:
    """The business day where the document belongs."""
    return current_clock().today(tenancy.timezone_of(organisation_id) or context.actor.timezone)


def _group_of(profile: PostingProfile) -> PeriodGroup:
    """Goods are inventory; who opens or settles a credit buys, a debit sells; the rest is by hand."""
    if profile.stock:
        return "inventory"
    for line in profile.journal:
        if line.open_item:
            return "purchasing" if line.side == "credit" else "sales"
        if line.settles is not None:
            return "purchasing" if line.side == "debit" else "sales"
    return "manual"
