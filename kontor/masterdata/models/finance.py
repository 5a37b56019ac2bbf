"""Currencies, rates, taxes, terms, accounts, cost centres, projects. Currencies and taxes are referred to by code."""

from django.db import models

from kontor.masterdata.models.record import MasterRecord, figure, reference


class Currency(MasterRecord):
    """``code`` is the ISO 4217 code; ``places`` the decimals of its amounts."""

    places = models.IntegerField(default=2)

    class Meta:
        db_table = "currency"


class ExchangeRate(MasterRecord):
    """One unit of ``currency`` is ``rate`` units of ``base_currency`` from ``rate_date`` on, until the next rate."""

    currency = models.TextField()
    base_currency = models.TextField()
    rate_date = models.DateField()
    rate = models.DecimalField(max_digits=24, decimal_places=10)

    class Meta:
        db_table = "exchange_rate"
        indexes = [
            models.Index(fields=["tenant_id", "currency", "base_currency", "-rate_date"], name="exchange_rate_day")
        ]


class Tax(MasterRecord):
    """``rate`` is a fraction: 0.05 for five percent."""

    rate = models.DecimalField(max_digits=12, decimal_places=8, default=0)
    is_exempt = models.BooleanField(default=False)
    account_id = reference()

    class Meta:
        db_table = "tax"


class PaymentTerms(MasterRecord):
    """Due ``days`` after the invoice date, or after the end of its month."""

    days = models.IntegerField(default=30)
    from_month_end = models.BooleanField(default=False)
    discount_percent = figure(4)
    discount_days = models.IntegerField(null=True)

    class Meta:
        db_table = "payment_terms"


class Account(MasterRecord):
    """``kind``: asset, liability, equity, revenue, cost, expense. ``control``: which subledger proves it."""

    parent_id = reference()
    kind = models.TextField()
    control = models.TextField(null=True)

    class Meta:
        db_table = "account"


class CostCentre(MasterRecord):
    parent_id = reference()
    owner_id = reference()

    class Meta:
        db_table = "cost_centre"


class Project(MasterRecord):
    budget = figure(4)
    currency = models.TextField(null=True)
    manager_id = reference()
    start_date = models.DateField(null=True)
    end_date = models.DateField(null=True)

    class Meta:
        db_table = "project"
