"""R4: which answers of a supplier go back to the buyer."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from kontor.apps.procurement.supplier_links.answers import (
    Answer,
    ConfirmationTolerance,
    Decision,
    Delivery,
    needs_buyer,
)

ORDERED = {"unit_price": Decimal(100), "quantity": Decimal(10), "needed_date": date(2026, 12, 1)}
TOLERANCE = ConfirmationTolerance(price_percent=Decimal(2), quantity_percent=Decimal(0), later_days=3)


def answer(**changes: object) -> Answer:
    return Answer(uuid4(), Decision.CHANGE, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (answer(), False),
        (answer(unit_price=Decimal(102)), False),
        (answer(unit_price=Decimal("102.01")), True),
        (answer(unit_price=Decimal(50)), False),
        (answer(quantity=Decimal(9)), True),
        (answer(quantity=Decimal(10)), False),
        (answer(promised_date=date(2026, 12, 4)), False),
        (answer(promised_date=date(2026, 12, 5)), True),
        (answer(promised_date=date(2026, 11, 1)), False),
    ],
)
def test_only_changes_beyond_the_tolerance_go_back_to_the_buyer(changed: Answer, expected: bool) -> None:
    assert needs_buyer(changed, ORDERED, TOLERANCE) is expected


def test_a_split_counts_by_its_sum_and_its_last_date() -> None:
    parts = (Delivery(date(2026, 11, 20), Decimal(4)), Delivery(date(2026, 12, 2), Decimal(6)))
    split = answer(schedule=parts)
    assert (split.total_quantity, split.last_date) == (Decimal(10), date(2026, 12, 2))
    assert needs_buyer(split, ORDERED, TOLERANCE) is False
    assert needs_buyer(answer(schedule=parts[:1]), ORDERED, TOLERANCE) is True


def test_without_a_requested_date_no_date_is_too_late() -> None:
    anytime = {**ORDERED, "needed_date": None}
    assert needs_buyer(answer(promised_date=date(2030, 1, 1)), anytime, TOLERANCE) is False
