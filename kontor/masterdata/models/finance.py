"""Currencies, rates, taxes, terms, accounts, cost centres, projects. Currencies and taxes are referred to by code."""

from typing import ClassVar

from django.db import models

from kontor.masterdata.models.record import MasterRecord, figure, key, once, reference


class Currency(MasterRecord):
    """``code`` is the ISO 4217 code; ``places`` the decimals of its amounts."""

    places = models.IntegerField(default=2)

    class Meta:
        db_table = "currency"
        constraints: ClassVar = [key("currency")]


class ExchangeRate(MasterRecord):
    """One unit of ``currency`` is ``rate`` units of ``base_currency`` from ``rate_date`` on, until the next rate."""

    currency = models.TextField()
    base_currency = models.TextField()
    rate_date = models.DateField()
    rate = figure(null=False)

    class Meta:
        db_table = "exchange_rate"
        constraints: ClassVar = [
            once("exchange_rate", "currency", "base_currency", "rate_date"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="exchange_rate_positive"),
        ]


class Tax(MasterRecord):
    """``rate`` is a fraction: 0.05 for five percent."""

    rate = figure(default=0)
    is_exempt = models.BooleanField(default=False)
    account_id = reference()

    class Meta:
        db_table = "tax"
        constraints: ClassVar = [key("tax")]


class PaymentTerms(MasterRecord):
    """Due ``days`` after the invoice date, or after the end of its month."""

    days = models.IntegerField(default=30)
    from_month_end = models.BooleanField(default=False)
    discount_percent = figure()
    discount_days = models.IntegerField(null=True)

    class Meta:
        db_table = "payment_terms"
        constraints: ClassVar = [once("payment_terms")]


class Account(MasterRecord):
    """``kind``: asset, liability, equity, revenue, cost, expense. ``control``: which subledger proves it."""

    parent_id = reference()
    kind = models.TextField()
    control = models.TextField(null=True)

    class Meta:
        db_table = "account"
        constraints: ClassVar = [once("account")]


class CostCentre(MasterRecord):
    parent_id = reference()
    owner_id = reference()

    class Meta:
        db_table = "cost_centre"
        constraints: ClassVar = [once("cost_centre")]


class Project(MasterRecord):
    budget = figure()
    currency = models.TextField(null=True)
    manager_id = reference()
    start_date = models.DateField(null=True)
    end_date = models.DateField(null=True)

    class Meta:
        db_table = "project"
        constraints: ClassVar = [once("project")]
