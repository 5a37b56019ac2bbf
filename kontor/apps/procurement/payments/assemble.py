"""From a payment batch to what the bank file says (R10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.apps.procurement.errors import BankAccountMissing
from kontor.apps.procurement.payments.bank_file import BankAccount, Batch, Transfer
from kontor.engines.workflow.contracts import Document, Line
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.masterdata import api as masterdata
from kontor.tenancy import api as tenancy

# The default account first, then the oldest; None stands for the company itself.
_ACCOUNTS = """
SELECT DISTINCT ON (partner_id) partner_id, code, name, is_iban, bic, bank_code
FROM partner_bank_account
WHERE tenant_id = kontor_tenant() AND deleted_at IS NULL AND is_active
  AND (partner_id = ANY (%(partners)s::uuid[]) OR partner_id IS NULL)
  AND (currency IS NULL OR currency = %(currency)s)
ORDER BY partner_id, is_default DESC, created_at, id
"""


def assemble(actor: Actor, batch: Document) -> Batch:
    """Everything the file needs, in three questions.

    Raises:
        BankAccountMissing: names the supplier, or the company, without an account for this currency.
    """
    currency: str = batch.values["currency"]
    partners = {line.values["partner"] for line in batch.lines}
    names = masterdata.fetch("partner", list(partners), ["name"])
    accounts = _accounts(partners, currency)
    company = tenancy.company_of(batch.organisation_id).name
    return Batch(
        message_id=batch.number,
        created_at=current_clock().now(),
        execution_date=batch.values["document_date"],
        debtor_name=company,
        debtor_account=_account(accounts, None, company),
        transfers=[_transfer(batch, line, names, accounts) for line in batch.lines],
    )


def _transfer(
    batch: Document, line: Line, names: Mapping[Any, Mapping[str, Any]], accounts: Mapping[UUID | None, BankAccount]
) -> Transfer:
    partner = line.values["partner"]
    name = str(names[partner]["name"])
    return Transfer(
        end_to_end_id=f"{batch.number}-{line.line_no}",
        amount=line.values["amount"],
        currency=batch.values["currency"],
        creditor_name=name,
        creditor_account=_account(accounts, partner, name),
        remittance=line.values.get("description") or batch.number,
    )


def _account(accounts: Mapping[UUID | None, BankAccount], partner: UUID | None, name: str) -> BankAccount:
    if partner not in accounts:
        raise BankAccountMissing(partner=name)
    return accounts[partner]


def _accounts(partners: set[UUID], currency: str) -> dict[UUID | None, BankAccount]:
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, {"partners": list(partners), "currency": currency})
        return {
            partner: BankAccount(number=code, is_iban=is_iban, bic=bic, bank_code=bank_code)
            for partner, code, _, is_iban, bic, bank_code in cursor.fetchall()
        }
