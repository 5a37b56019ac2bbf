"""Compare an invoice with the orders and acceptances behind it. Pure: facts in, a verdict with reasons out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kontor.kernel.text import Text


class MatchResult(StrEnum):
    MATCHED = "matched"
    WITHIN_TOLERANCE = "within_tolerance"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class MatchTolerance:
    """How far an invoice may differ; percentages of the ordered figure, absolutes in the invoice's currency.

    A price difference is tolerated when it stays within the percentage *or* the absolute per unit; it must in any case
    stay within ``line_absolute`` for the line. Zero means no difference is tolerated.
    """

    price_percent: Decimal = Decimal(0)
    price_absolute: Decimal = Decimal(0)
    line_absolute: Decimal = Decimal(0)
    document_absolute: Decimal = Decimal(0)
    tax_absolute: Decimal = Decimal(0)
    freight_absolute: Decimal = Decimal(0)
    quantity_percent: Decimal = Decimal(0)

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> "MatchTolerance":
        return cls(**{name: Decimal(str(value)) for name, value in settings.items() if name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One invoice line beside its receipt line; quantities in the line's unit, prices per unit.

    ``billable_quantity`` is what was accepted (or, where no acceptance is needed, received) and not billed elsewhere.
    """

    path: str
    billed_quantity: Decimal
    billable_quantity: Decimal
    is_received: bool
    billed_price: Decimal
    ordered_price: Decimal


_TEXTS = {
    "QUANTITY_NOT_ACCEPTED": Text(
        en="Billed {billed}, accepted and not yet billed {billable}: {excess} too many",
        zh_hant="請款 {billed}，已驗收未請款 {billable}，超出 {excess}",
    ),
    "NOT_FROM_A_RECEIPT": Text(en="This line names no receipt", zh_hant="此明細沒有對應的收貨"),
    "PRICE_DIFFERS": Text(
        en="Billed at {billed}, ordered at {ordered}: {difference} on the line",
        zh_hant="發票單價 {billed}，採購單價 {ordered}，本行差異 {difference}",
    ),
    "DOCUMENT_DIFFERS": Text(
        en="The price differences add up to {difference}, allowed are {allowed}",
        zh_hant="價格差異合計 {difference}，超過容許值 {allowed}",
    ),
    "TAX_DIFFERS": Text(
        en="Tax on the invoice is {billed}, calculated {computed}", zh_hant="發票稅額 {billed}，應計稅額 {computed}"
    ),
    "FREIGHT_DIFFERS": Text(
        en="Freight billed {billed}, ordered {ordered}", zh_hant="發票運費 {billed}，採購運費 {ordered}"
    ),
    "POSSIBLE_DUPLICATE": Text(
        en="Looks like {number} of the same supplier with the same amount",
        zh_hant="疑似與同一廠商的 {number} 重複（金額相同）",
    ),
}


@dataclass(frozen=True, slots=True)
class HoldReason:
    """Why an invoice, or one line of it, is not simply paid."""

    code: str
    path: str | None
    facts: Mapping[str, str]
    holds: bool = True
    """False: within tolerance, told but not held."""

    def as_json(self) -> dict[str, Any]:
        text = _TEXTS[self.code]
        return {
            "code": self.code,
            "path": self.path,
            "holds": self.holds,
            "facts": dict(self.facts),
            "message": {
                "en": text.format("en", **self.facts),
                "zh-Hant": text.format("zh-Hant", **self.facts),
            },
        }


@dataclass(frozen=True, slots=True)
class MatchOutcome:
    result: MatchResult
    reasons: tuple[HoldReason, ...] = field(default=())

    def reasons_for(self, path: str) -> tuple[HoldReason, ...]:
        return tuple(reason for reason in self.reasons if reason.path == path)


def match_document(
    lines: Sequence[LineFacts],
    *,
    tolerance: MatchTolerance,
    tax_billed: Decimal,
    tax_computed: Decimal,
    freight_billed: Decimal,
    freight_ordered: Decimal | None,
    duplicate_of: str | None = None,
) -> MatchOutcome:
    """Say whether the invoice may be posted, and every reason why not (R10).

    ``freight_ordered`` None means nothing was agreed about freight; then it is not compared.
    """
    reasons = [
        *_line_reasons(lines, tolerance),
        *_document_reasons(lines, tolerance),
        *_tax_reasons(tax_billed, tax_computed, tolerance),
        *_freight_reasons(freight_billed, freight_ordered, tolerance),
    ]
    if duplicate_of is not None:
        reasons.append(HoldReason("POSSIBLE_DUPLICATE", None, {"number": duplicate_of}))
    return MatchOutcome(_verdict(reasons), tuple(reasons))


def _verdict(reasons: Iterable[HoldReason]) -> MatchResult:
    holds = [reason.holds for reason in reasons]
    if any(holds):
        return MatchResult.HELD
    return MatchResult.WITHIN_TOLERANCE if holds else MatchResult.MATCHED


def _line_reasons(lines: Sequence[LineFacts], tolerance: MatchTolerance) -> Iterator[HoldReason]:
    for line in lines:
        if not line.is_received:
            yield HoldReason("NOT_FROM_A_RECEIPT", line.path, {})
            continue
        yield from _quantity_reason(line, tolerance)
        yield from _price_reason(line, tolerance)


def _quantity_reason(line: LineFacts, tolerance: MatchTolerance) -> Iterator[HoldReason]:
    excess = line.billed_quantity - line.billable_quantity
    if excess <= 0:
        return
    allowed = max(line.billable_quantity, Decimal(0)) * tolerance.quantity_percent / 100
    facts = {
        "billed": _plain(line.billed_quantity),
        "billable": _plain(line.billable_quantity),
        "excess": _plain(excess),
    }
    yield HoldReason("QUANTITY_NOT_ACCEPTED", line.path, facts, holds=excess > allowed)


def _price_reason(line: LineFacts, tolerance: MatchTolerance) -> Iterator[HoldReason]:
    per_unit = line.billed_price - line.ordered_price
    if per_unit == 0:
        return
    difference = per_unit * line.billed_quantity
    within_unit = abs(per_unit) <= max(
        line.ordered_price * tolerance.price_percent / 100,
        tolerance.price_absolute,
    )
    within_line = abs(difference) <= tolerance.line_absolute
    facts = {
        "billed": _plain(line.billed_price),
        "ordered": _plain(line.ordered_price),
        "difference": _plain(difference),
    }
    # Only paying too much is a reason to wait; a lower price is told, not held.
    holds = per_unit > 0 and not (within_unit and within_line)
    yield HoldReason("PRICE_DIFFERS", line.path, facts, holds=holds)


def _document_reasons(lines: Sequence[LineFacts], tolerance: MatchTolerance) -> Iterator[HoldReason]:
    total = sum(
        ((line.billed_price - line.ordered_price) * line.billed_quantity for line in lines if line.is_received),
        Decimal(0),
    )
    if total > tolerance.document_absolute:
        facts = {"difference": _plain(total), "allowed": _plain(tolerance.document_absolute)}
        yield HoldReason("DOCUMENT_DIFFERS", None, facts)


def _tax_reasons(billed: Decimal, computed: Decimal, tolerance: MatchTolerance) -> Iterator[HoldReason]:
    if billed != computed:
        facts = {"billed": _plain(billed), "computed": _plain(computed)}
        yield HoldReason("TAX_DIFFERS", "tax_amount", facts, holds=abs(billed - computed) > tolerance.tax_absolute)


def _freight_reasons(billed: Decimal, ordered: Decimal | None, tolerance: MatchTolerance) -> Iterator[HoldReason]:
    if ordered is not None and billed != ordered:
        facts = {"billed": _plain(billed), "ordered": _plain(ordered)}
        holds = billed - ordered > tolerance.freight_absolute
        yield HoldReason("FREIGHT_DIFFERS", "freight", facts, holds=holds)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
