"""ISO 20022 customer credit transfer initiation, ``pain.001.001.09``, the file a bank takes (R10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from lxml import etree

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
MAX_NAME = 140
MAX_REFERENCE = 35
MAX_REMITTANCE = 140


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account by IBAN, or by the bank's own number where a country has no IBAN (Taiwan)."""

    number: str
    is_iban: bool
    bic: str | None = None
    bank_code: str | None = None
    """Clearing code of the bank where it has no BIC here, e.g. 012 for Taipei Fubon."""


@dataclass(frozen=True, slots=True)
class Transfer:
    end_to_end_id: str
    amount: Decimal
    currency: str
    creditor_name: str
    creditor_account: BankAccount
    remittance: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One payment file: every transfer leaves ``debtor_account`` on ``execution_date``."""

    message_id: str
    created_at: datetime
    execution_date: date
    debtor_name: str
    debtor_account: BankAccount
    transfers: Sequence[Transfer]


def build_pain_001(batch: Batch) -> bytes:
    """The file as UTF-8 XML; one payment information block for each currency.

    Amounts are written with as many decimals as they carry. Control sum and number of transactions are given for the
    message and for each block, as ISO 20022 asks.
    """
    root = etree.Element(_tag("Document"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # default namespace
    initiation = _child(root, "CstmrCdtTrfInitn")
    _group_header(initiation, batch)
    ordered = sorted(batch.transfers, key=lambda transfer: (transfer.currency, transfer.end_to_end_id))
    for index, (_, transfers) in enumerate(groupby(ordered, key=lambda transfer: transfer.currency), start=1):
        _payment_information(initiation, batch, index, list(transfers))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _group_header(parent: etree._Element, batch: Batch) -> None:
    header = _child(parent, "GrpHdr")
    _child(header, "MsgId", batch.message_id[:MAX_REFERENCE])
    _child(header, "CreDtTm", batch.created_at.strftime("%Y-%m-%dT%H:%M:%S"))
    _totals(header, batch.transfers)
    _child(_child(header, "InitgPty"), "Nm", batch.debtor_name[:MAX_NAME])


def _payment_information(parent: etree._Element, batch: Batch, index: int, transfers: Sequence[Transfer]) -> None:
    info = _child(parent, "PmtInf")
    _child(info, "PmtInfId", f"{batch.message_id[: MAX_REFERENCE - 4]}-{index}")
    _child(info, "PmtMtd", "TRF")
    _totals(info, transfers)
    _child(_child(info, "ReqdExctnDt"), "Dt", batch.execution_date.isoformat())
    _child(_child(info, "Dbtr"), "Nm", batch.debtor_name[:MAX_NAME])
    _account(_child(info, "DbtrAcct"), batch.debtor_account)
    _agent(_child(info, "DbtrAgt"), batch.debtor_account)
    for transfer in transfers:
        _transfer(info, transfer)


def _transfer(parent: etree._Element, transfer: Transfer) -> None:
    transaction = _child(parent, "CdtTrfTxInf")
    _child(_child(transaction, "PmtId"), "EndToEndId", transfer.end_to_end_id[:MAX_REFERENCE])
    amount = _child(_child(transaction, "Amt"), "InstdAmt", f"{transfer.amount:f}")
    amount.set("Ccy", transfer.currency)
    _agent(_child(transaction, "CdtrAgt"), transfer.creditor_account)
    _child(_child(transaction, "Cdtr"), "Nm", transfer.creditor_name[:MAX_NAME])
    _account(_child(transaction, "CdtrAcct"), transfer.creditor_account)
    _child(_child(transaction, "RmtInf"), "Ustrd", transfer.remittance[:MAX_REMITTANCE])


def _totals(parent: etree._Element, transfers: Sequence[Transfer]) -> None:
    _child(parent, "NbOfTxs", str(len(transfers)))
    _child(parent, "CtrlSum", f"{sum((transfer.amount for transfer in transfers), Decimal(0)):f}")


def _account(parent: etree._Element, account: BankAccount) -> None:
    identification = _child(parent, "Id")
    if account.is_iban:
        _child(identification, "IBAN", account.number.replace(" ", ""))
    else:
        _child(_child(identification, "Othr"), "Id", account.number)


def _agent(parent: etree._Element, account: BankAccount) -> None:
    institution = _child(parent, "FinInstnId")
    if account.bic:
        _child(institution, "BICFI", account.bic)
    elif account.bank_code:
        _child(_child(institution, "ClrSysMmbId"), "MmbId", account.bank_code)
    else:
        _child(_child(institution, "Othr"), "Id", "NOTPROVIDED")


def _child(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, _tag(name))
    element.text = text
    return element


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
