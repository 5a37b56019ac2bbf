"""R10: the bank file carries every transfer once, and its sums."""

from datetime import UTC, date, datetime
from decimal import Decimal

from lxml import etree

from kontor.apps.procurement.payments.bank_file import NAMESPACE, BankAccount, Batch, Transfer, build_pain_001

NAMES = {"p": NAMESPACE}
OURS = BankAccount("012345678901", is_iban=False, bank_code="012")


def transfer(number: int, amount: str, currency: str = "TWD") -> Transfer:
    account = BankAccount("DE89370400440532013000", is_iban=True, bic="COBADEFFXXX")
    return Transfer(f"AP-{number}", Decimal(amount), currency, "大同精密股份有限公司", account, "發票 AB12345678")


def build(*transfers: Transfer) -> etree._Element:
    created = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    batch = Batch("PY-202611-0001", created, date(2026, 11, 25), "昆山機械股份有限公司", OURS, transfers)
    return etree.fromstring(build_pain_001(batch))


def test_sums_and_counts_stand_in_the_header() -> None:
    root = build(transfer(1, "100.50"), transfer(2, "200"), transfer(3, "7.25", "EUR"))
    assert root.findtext(".//p:GrpHdr/p:NbOfTxs", namespaces=NAMES) == "3"
    assert root.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=NAMES) == "307.75"
    assert [e.text for e in root.findall(".//p:PmtInf/p:CtrlSum", namespaces=NAMES)] == ["7.25", "300.50"]


def test_accounts_with_and_without_iban() -> None:
    root = build(transfer(1, "100"))
    assert root.findtext(".//p:DbtrAcct/p:Id/p:Othr/p:Id", namespaces=NAMES) == "012345678901"
    assert root.findtext(".//p:DbtrAgt//p:MmbId", namespaces=NAMES) == "012"
    assert root.findtext(".//p:CdtrAcct/p:Id/p:IBAN", namespaces=NAMES) == "DE89370400440532013000"
    assert root.findtext(".//p:CdtrAgt//p:BICFI", namespaces=NAMES) == "COBADEFFXXX"


def test_chinese_names_survive() -> None:
    root = build(transfer(1, "100"))
    assert root.findtext(".//p:Cdtr/p:Nm", namespaces=NAMES) == "大同精密股份有限公司"
