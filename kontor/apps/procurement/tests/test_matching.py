"""R10: what makes an invoice wait, and what does not."""

from decimal import Decimal

import pytest

from kontor.apps.procurement.matching import LineFacts, MatchOutcome, MatchResult, MatchTolerance, match_document

TOLERANCE = MatchTolerance(
    price_percent=Decimal(2),
    price_absolute=Decimal("0.10"),
    line_absolute=Decimal(10),
    document_absolute=Decimal(15),
    tax_absolute=Decimal(1),
    freight_absolute=Decimal(5),
)


def line(billed: str = "10", billable: str = "10", price: str = "100", ordered: str = "100") -> LineFacts:
    return LineFacts("lines[0]", Decimal(billed), Decimal(billable), True, Decimal(price), Decimal(ordered))


def match(*lines: LineFacts, tax: str = "50", freight: str = "0", duplicate_of: str | None = None) -> MatchOutcome:
    return match_document(
        lines,
        tolerance=TOLERANCE,
        tax_billed=Decimal(tax),
        tax_computed=Decimal(50),
        freight_billed=Decimal(freight),
        freight_ordered=Decimal(0),
        duplicate_of=duplicate_of,
    )


def test_what_was_ordered_and_accepted_is_matched() -> None:
    assert match(line()) == MatchOutcome(MatchResult.MATCHED)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (line(billed="10", billable="6"), "QUANTITY_NOT_ACCEPTED"),
        (line(price="103"), "PRICE_DIFFERS"),
        (line(billed="100", billable="100", price="100.15"), "PRICE_DIFFERS"),
    ],
)
def test_a_line_is_held_for(facts: LineFacts, code: str) -> None:
    outcome = match(facts)
    assert outcome.result is MatchResult.HELD
    assert code in {reason.code for reason in outcome.reasons_for("lines[0]") if reason.holds}


def test_a_small_price_difference_is_told_but_not_held() -> None:
    outcome = match(line(price="100.50"))
    assert outcome.result is MatchResult.WITHIN_TOLERANCE
    assert outcome.reasons[0].facts["difference"] == "5"


def test_a_lower_price_is_never_a_reason_to_wait() -> None:
    assert match(line(price="50")).result is MatchResult.WITHIN_TOLERANCE


def test_many_small_differences_add_up() -> None:
    outcome = match(*[line(price="100.90")] * 2)
    assert [reason.code for reason in outcome.reasons if reason.holds] == ["DOCUMENT_DIFFERS"]


def test_tax_and_freight_have_tolerances_of_their_own() -> None:
    assert match(line(), tax="51").result is MatchResult.WITHIN_TOLERANCE
    assert match(line(), tax="52").result is MatchResult.HELD
    assert match(line(), freight="5").result is MatchResult.WITHIN_TOLERANCE
    assert match(line(), freight="5.01").result is MatchResult.HELD


def test_a_possible_duplicate_is_held_with_the_other_number() -> None:
    reason = match(line(), duplicate_of="AP-1").reasons[0].as_json()
    assert reason["message"]["en"] == "Looks like AP-1 of the same supplier with the same amount"
    assert "AP-1" in reason["message"]["zh-Hant"]


def test_a_line_without_receipt_is_held() -> None:
    stray = LineFacts("lines[0]", Decimal(1), Decimal(0), False, Decimal(5), Decimal(0))
    assert match(stray).reasons[0].code == "NOT_FROM_A_RECEIPT"
