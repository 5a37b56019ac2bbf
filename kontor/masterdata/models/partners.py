"""Partners: customers, suppliers, employees … several at once."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kontor.masterdata.models.record import MasterRecord, figure, once, reference


class Partner(MasterRecord):
    kinds = ArrayField(models.TextField(), default=list)
    country = models.TextField(null=True)
    tax_number = models.TextField(null=True)
    email = models.TextField(null=True)
    phone = models.TextField(null=True)
    language = models.TextField(null=True)
    currency = models.TextField(null=True)
    payment_terms_id = reference()
    tax = models.TextField(null=True)
    credit_limit = figure()
    is_tax_exempt = models.BooleanField(default=False)

    class Meta:
        db_table = "partner"
        constraints: ClassVar = [once("partner")]


class PartnerAddress(MasterRecord):
    partner_id = models.UUIDField()
    kind = models.TextField(null=True)
    street = models.TextField(null=True)
    city = models.TextField(null=True)
    postal_code = models.TextField(null=True)
    country = models.TextField(null=True)

    class Meta:
        db_table = "partner_address"
        constraints: ClassVar = [once("partner_address")]


class PartnerContact(MasterRecord):
    partner_id = models.UUIDField()
    email = models.TextField(null=True)
    phone = models.TextField(null=True)
    position = models.TextField(null=True)

    class Meta:
        db_table = "partner_contact"
        constraints: ClassVar = [once("partner_contact")]


class PartnerBankAccount(MasterRecord):
    """``code`` is the account number or IBAN. ``partner_id`` None: an account of the company itself."""

    partner_id = reference()
    is_iban = models.BooleanField(default=False)
    bank_code = models.TextField(null=True)
    bic = models.TextField(null=True)
    currency = models.TextField(null=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        db_table = "partner_bank_account"
        constraints: ClassVar = [once("partner_bank_account")]
