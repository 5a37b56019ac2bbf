"""What a payment batch does to open items, invoices and the bank (R10)."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from kontor.apps.procurement.errors import OpenItemNotPayable
from kontor.apps.procurement.payments.assemble import assemble
from kontor.apps.procurement.payments.bank_file import build_pain_001
from kontor.apps.procurement.payments.reserved import in_other_batches
from kontor.engines.files import api as files
from kontor.engines.workflow.effects import EffectContext, EffectOptions, NoOptions, effect
from kontor.kernel.text import Text
from kontor.ledgers.accounting import api as accounting
from kontor.tenancy import api as tenancy

ZERO = Decimal(0)


@effect("check_open_items", options=NoOptions, label=Text(en="Check what is payable", zh_hant="檢查可付款項"))
def check_open_items(context: EffectContext, options: NoOptions) -> None:
    """Refuse a batch that pays more than is open, or what another living batch pays already."""
    ids = [UUID(line.values["open_item"]) for line in context.document.lines]
    items = {item.id: item for item in accounting.open_items(context.actor, _company(context), ids=ids)}
    elsewhere = in_other_batches(context.document.type_code, context.document.id, ids)
    for line in context.document.lines:
        item_id = UUID(line.values["open_item"])
        item = items.get(item_id)
        payable = -item.open_amount - elsewhere.get(item_id, ZERO) if item else ZERO
        if line.values["amount"] > payable:
            raise OpenItemNotPayable(line_no=line.line_no, payable=payable, amount=line.values["amount"])


@effect("make_bank_file", options=NoOptions, label=Text(en="Make the bank file", zh_hant="產生銀行檔"))
def make_bank_file(context: EffectContext, options: NoOptions) -> None:
    """Attach the ISO 20022 file to the batch. Raises BankAccountMissing naming the supplier."""
    batch = context.document
    content = build_pain_001(assemble(context.actor, batch))
    name = f"{batch.number}.pain001.xml"
    stored = files.store(context.actor, [content], name)
    files.attach(context.actor, batch.type_code, batch.id, stored.id)
    context.documents.note(batch.id, "bank_file_made", {"file": str(stored.id), "name": name})


class PaidInFullOptions(EffectOptions):
    """``document_field``: line field naming the paid document; ``action`` is fired on it once nothing is open."""

    document_field: str
    action: str
    states: tuple[str, ...]


@effect("mark_paid_in_full", options=PaidInFullOptions, label=Text(en="Mark invoices as paid", zh_hant="標記已付款"))
def mark_paid_in_full(context: EffectContext, options: PaidInFullOptions) -> None:
    """Tell each invoice of the batch whose open item is settled now."""
    paid = {
        UUID(line.values["open_item"]): line.values[options.document_field]
        for line in context.document.lines
        if line.values.get(options.document_field)
    }
    for item in accounting.open_items(context.actor, _company(context), ids=list(paid), with_settled=True):
        document_id = paid[item.id]
        if item.open_amount == 0 and context.documents.get(document_id).state in options.states:
            context.documents.fire(document_id, options.action)


def _company(context: EffectContext) -> UUID:
    return tenancy.company_of(context.document.organisation_id).id
