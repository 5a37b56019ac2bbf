"""R10: a payment proposal takes what is due and says why it leaves the rest."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from kontor.apps.procurement.payments.proposal import Payable, propose

TODAY = date(2026, 11, 20)


def payable(amount: str, due: date | None, currency: str = "TWD") -> Payable:
    return Payable(uuid4(), uuid4(), currency, Decimal(amount), due, f"INV-{amount}", None)


def test_due_items_come_earliest_first_and_the_rest_says_why_not() -> None:
    late, now = payable("100", date(2026, 10, 1)), payable("200", TODAY)
    later, foreign = payable("300", date(2026, 12, 1)), payable("400", date(2026, 1, 1), "USD")
    proposed = propose([now, later, foreign, late], due_until=TODAY, currency="TWD", promised={})
    assert [(each.payable.reference, each.amount, each.skipped) for each in proposed] == [
        ("INV-400", Decimal(0), "OTHER_CURRENCY"),
        ("INV-100", Decimal(100), None),
        ("INV-200", Decimal(200), None),
        ("INV-300", Decimal(0), "NOT_DUE"),
    ]


def test_what_another_batch_pays_is_not_paid_again() -> None:
    half, whole = payable("100", TODAY), payable("50", None)
    promised: dict[UUID, Decimal] = {half.open_item: Decimal(60), whole.open_item: Decimal(50)}
    proposed = propose([half, whole], due_until=TODAY, currency="TWD", promised=promised)
    assert {each.payable.reference: (each.amount, each.skipped) for each in proposed} == {
        "INV-100": (Decimal(40), None),
        "INV-50": (Decimal(0), "IN_ANOTHER_BATCH"),
    }
