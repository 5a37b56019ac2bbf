"""Tables of the accounting ledger. Entries and lines are the truth; open items, clearing items and summaries are
derived from them and can be rebuilt.

Everything is written by the statements in ``store/``; the models declare the tables.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from kontor.ledgers.accounting.contracts import PERIOD_GROUPS, PERIOD_STATUSES
from kontor.tenancy.models import TenantModel, now

AMOUNT_PLACES = 8


def amount_field(**options: object) -> models.DecimalField[Any, Any]:
    """An amount of money."""
    return models.DecimalField(max_digits=28, decimal_places=AMOUNT_PLACES, **options)  # type: ignore[arg-type]


def quantity_field(**options: object) -> models.DecimalField[Any, Any]:
    """A quantity waiting to be cleared."""
    return models.DecimalField(max_digits=24, decimal_places=6, **options)  # type: ignore[arg-type]


class FiscalYear(TenantModel):
    """Twelve months (or another whole number of them) of one company's books."""

    company_id = models.UUIDField()
    code = models.TextField()
    start_date = models.DateField()
    end_date = models.DateField()

    class Meta:
        db_table = "fiscal_year"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "company_id", "code"], name="fiscal_year_once"),
            models.CheckConstraint(condition=Q(start_date__lt=F("end_date")), name="fiscal_year_has_days"),
        ]


class FiscalPeriod(TenantModel):
    """A month of a fiscal year."""

    company_id = models.UUIDField()
    fiscal_year_id = models.UUIDField()
    code = models.TextField()
    start_date = models.DateField()
    end_date = models.DateField()

    class Meta:
        db_table = "fiscal_period"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "company_id", "start_date"], name="fiscal_period_once"),
            models.CheckConstraint(condition=Q(start_date__lte=F("end_date")), name="fiscal_period_has_days"),
        ]


class PeriodState(TenantModel):
    """Whether a period is open for one group of entries; no row means open."""

    company_id = models.UUIDField()
    period_id = models.UUIDField()
    period_group = models.TextField()
    status = models.TextField()

    class Meta:
        db_table = "period_state"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "period_id", "period_group"], name="period_state_once"),
            models.CheckConstraint(condition=Q(period_group__in=PERIOD_GROUPS), name="period_state_group_known"),
            models.CheckConstraint(condition=Q(status__in=PERIOD_STATUSES), name="period_state_status_known"),
        ]


class PeriodChange(TenantModel):
    """Who closed or reopened what, when and why. Append-only."""

    company_id = models.UUIDField()
    period_id = models.UUIDField()
    period_group = models.TextField()
    status_before = models.TextField()
    status_after = models.TextField()
    reason = models.TextField(default="")
    changed_at = models.DateTimeField(default=now)
    changed_by = models.UUIDField()

    class Meta:
        db_table = "period_change"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "period_id"], name="period_change_by_period"),
        ]


class JournalEntry(TenantModel):
    """A balanced entry. Append-only; ``line_count`` seals it, so no line can be added later."""

    company_id = models.UUIDField()
    number = models.TextField(null=True)
    posting_date = models.DateField()
    document_date = models.DateField(null=True)
    period_id = models.UUIDField()
    period_group = models.TextField()
    text = models.TextField(default="")
    line_count = models.IntegerField()
    reverses_id = models.UUIDField(null=True)
    source_type = models.TextField(default="")
    source_document_id = models.UUIDField(null=True)
    posted_at = models.DateTimeField(default=now)
    posted_by = models.UUIDField()
    correlation_id = models.UUIDField(null=True)

    class Meta:
        db_table = "journal_entry"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(line_count__gte=2), name="journal_entry_has_two_lines"),
            models.UniqueConstraint(
                fields=["tenant_id", "reverses_id"],
                condition=Q(reverses_id__isnull=False),
                name="journal_entry_reversed_once",
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "company_id", "number"],
                condition=Q(number__isnull=False),
                name="journal_entry_number_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "company_id", "posting_date", "id"], name="journal_entry_by_date"),
            models.Index(fields=["tenant_id", "source_document_id"], name="journal_entry_by_document"),
        ]


class JournalLine(TenantModel):
    """One account's part of an entry, in the line's currency and in the company's. Append-only."""

    entry_id = models.UUIDField()
    line_no = models.IntegerField()
    company_id = models.UUIDField()
    posting_date = models.DateField()
    account_id = models.UUIDField()
    currency = models.TextField()
    rate = models.DecimalField(max_digits=24, decimal_places=10)
    debit = amount_field()
    credit = amount_field()
    company_debit = amount_field()
    company_credit = amount_field()
    partner_id = models.UUIDField(null=True)
    project_id = models.UUIDField(null=True)
    cost_centre_id = models.UUIDField(null=True)
    item_id = models.UUIDField(null=True)
    text = models.TextField(default="")
    source_line_id = models.UUIDField(null=True)
    open_item_id = models.UUIDField(null=True)
    clearing_item_id = models.UUIDField(null=True)
    clearing_quantity = quantity_field(default=0)

    class Meta:
        db_table = "journal_line"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "entry_id", "line_no"], name="journal_line_once"),
            models.CheckConstraint(
                condition=Q(debit__gte=0, credit__gte=0, company_debit__gte=0, company_credit__gte=0),
                name="journal_line_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=(Q(debit=0) | Q(credit=0)) & (Q(company_debit=0) | Q(company_credit=0)),
                name="journal_line_on_one_side",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant_id", "company_id", "posting_date"],
                include=["account_id", "company_debit", "company_credit"],
                name="journal_line_by_date",
            ),
            models.Index(
                fields=["tenant_id", "company_id", "account_id", "posting_date", "id"],
                include=["company_debit", "company_credit"],
                name="journal_line_by_account",
            ),
            models.Index(
                fields=["tenant_id", "project_id", "posting_date"],
                condition=Q(project_id__isnull=False),
                name="journal_line_by_project",
            ),
            models.Index(
                fields=["tenant_id", "open_item_id"],
                condition=Q(open_item_id__isnull=False),
                name="journal_line_by_open_item",
            ),
            models.Index(
                fields=["tenant_id", "clearing_item_id"],
                condition=Q(clearing_item_id__isnull=False),
                name="journal_line_by_clearing_item",
            ),
        ]


class OpenItem(TenantModel):
    """A receivable (debit, positive) or payable (credit, negative) and what is still open of it."""

    company_id = models.UUIDField()
    account_id = models.UUIDField()
    partner_id = models.UUIDField(null=True)
    currency = models.TextField()
    amount = amount_field()
    company_amount = amount_field()
    open_amount = amount_field()
    open_company_amount = amount_field()
    is_open = models.BooleanField(default=True)
    posting_date = models.DateField()
    document_date = models.DateField(null=True)
    due_date = models.DateField(null=True)
    reference = models.TextField(default="")
    entry_id = models.UUIDField()
    source_type = models.TextField(default="")
    source_document_id = models.UUIDField(null=True)

    class Meta:
        db_table = "open_item"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, open_amount__gte=0, open_amount__lte=F("amount"))
                | Q(amount__lt=0, open_amount__lte=0, open_amount__gte=F("amount")),
                name="open_item_never_over_settled",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True) & ~Q(open_amount=0) | Q(is_open=False, open_amount=0, open_company_amount=0),
                name="open_item_settled_to_exactly_zero",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant_id", "company_id", "account_id", "due_date"],
                condition=Q(is_open=True),
                name="open_item_by_due_date",
            ),
            models.Index(fields=["tenant_id", "partner_id"], name="open_item_by_partner"),
            models.Index(fields=["tenant_id", "source_document_id"], name="open_item_by_document"),
        ]


class ClearingItem(TenantModel):
    """Quantity and amount waiting on a clearing account under a key; zero quantity is worth exactly zero."""

    company_id = models.UUIDField()
    account_id = models.UUIDField()
    key = models.TextField()
    currency = models.TextField()
    open_quantity = quantity_field()
    open_amount = amount_field()
    open_company_amount = amount_field()
    opened_on = models.DateField()

    class Meta:
        db_table = "clearing_item"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "company_id", "account_id", "key"], name="clearing_item_once"),
            models.CheckConstraint(
                condition=~Q(open_quantity=0) | Q(open_amount=0, open_company_amount=0),
                name="clearing_item_ends_at_exactly_zero",
            ),
        ]


class PeriodSummary(TenantModel):
    """Debits and credits of an account in a closed period; built when the last group closes, dropped on reopening."""

    company_id = models.UUIDField()
    period_id = models.UUIDField()
    account_id = models.UUIDField()
    debit = amount_field()
    credit = amount_field()

    class Meta:
        db_table = "period_summary"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "period_id", "account_id"], name="period_summary_once"),
        ]
