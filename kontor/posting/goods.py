"""The stock half of a profile: which goods move from where to where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from uuid import UUID

from kontor.engines.workflow.contracts import Line
from kontor.kernel.expressions import Expression
from kontor.kernel.rounding import round_decimal
from kontor.kernel.text import Text
from kontor.ledgers.stock import api as stock
from kontor.ledgers.stock.contracts import NO_LOT, QUANTITY_PLACES, ItemFacts, MoveRequest
from kontor.masterdata import api as masterdata
from kontor.packaging.schema import StockPosting
from kontor.posting.contracts import PostedMove
from kontor.posting.errors import PostingValueInvalid
from kontor.posting.reading import Reader, as_id
from kontor.posting.scopes import stock_facts, with_stock
from kontor.posting.subject import Subject

_WIDE = Context(prec=60)
_NOTHING = stock_facts(Decimal(0), Decimal(0))
_ITEM = Text(en="an item", zh_hant="料號")
_PLACE = Text(en="a location id or a virtual kind", zh_hant="儲位或虛擬儲位類別")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A part of the profile on one line, before items are known."""

    reader: Reader
    part: StockPosting
    line: Line
    key: str
    item_id: UUID
    quantity: Decimal


def move_goods(subject: Subject) -> list[PostedMove]:
    """Evaluate the stock parts for every line and post all moves at once; [] when nothing moves."""
    wanted = list(_wanted(subject))
    facts = stock.item_facts({each.item_id for each in wanted})
    requests = [_request(subject, each, facts.get(each.item_id)) for each in wanted]
    results = stock.post(subject.context.actor, requests, places=subject.places("cost"))
    return [PostedMove(request, results[request.key]) for request in requests]


def facts_by_line(moves: Sequence[PostedMove]) -> dict[UUID | None, Mapping[str, Decimal]]:
    """``stock`` of every line that moved goods, and under None that of the whole posting."""
    sums: dict[UUID | None, tuple[Decimal, Decimal]] = {None: (Decimal(0), Decimal(0))}
    for move in moves:
        for key in (None, move.request.source_line_id):
            quantity, value = sums.get(key, (Decimal(0), Decimal(0)))
            sums[key] = quantity + move.request.quantity, value + move.result.value
    return {key: stock_facts(quantity, value) for key, (quantity, value) in sums.items()}


def _wanted(subject: Subject) -> Iterator[_Wanted]:
    for line in subject.lines if subject.profile.stock else ():
        scope = with_stock(subject.scope(line), subject.rate, _NOTHING, of_line=True)
        for at, part in enumerate(subject.profile.stock):
            reader = Reader(subject.profile.posting, f"stock[{at}]", scope)
            if not reader.holds(part.when):
                continue
            quantity = reader.number("quantity", part.quantity)
            item_id = reader.id("item", part.item)
            if not quantity:
                continue
            if item_id is None:
                raise PostingValueInvalid(subject.profile.posting, f"{reader.place}.item", "—", _ITEM)
            yield _Wanted(reader, part, line, f"{line.id}/{at}", item_id, quantity)


def _request(subject: Subject, wanted: _Wanted, facts: ItemFacts | None) -> MoveRequest:
    reader, part = wanted.reader, wanted.part
    unit_cost = None if part.unit_cost is None else reader.number("unit_cost", part.unit_cost)
    value = None
    if unit_cost is not None:
        # The cost is of the document's unit; as a whole value it needs no conversion.
        value = round_decimal(_WIDE.multiply(unit_cost, wanted.quantity), subject.places("cost"))
    return MoveRequest(
        key=wanted.key,
        company_id=subject.company.id,
        item_id=wanted.item_id,
        quantity=_base_quantity(wanted, facts),
        source_location_id=_location(reader, "source", part.source),
        target_location_id=_location(reader, "target", part.target),
        date=subject.date,
        lot=reader.text(part.lot) or NO_LOT,
        expiry_date=reader.date("expiry_date", part.expiry_date),
        value=value,
        reservation_key=reader.text(part.reserved_by) or None,
        source_type=subject.document.type_code,
        source_document_id=subject.document.id,
        source_line_id=wanted.line.id,
    )


def _base_quantity(wanted: _Wanted, facts: ItemFacts | None) -> Decimal:
    """In the item's base unit, to the six decimals the ledger keeps. Raises NoConversion."""
    unit = wanted.reader.text(wanted.part.unit)
    if facts is None or not unit or not facts.unit or unit == facts.unit:
        return wanted.quantity
    converted = masterdata.convert(wanted.item_id, wanted.quantity, unit, facts.unit)
    return round_decimal(converted, QUANTITY_PLACES)


def _location(reader: Reader, name: str, expression: Expression) -> UUID:
    """A location's id, or the virtual location of a kind such as ``supplier``."""
    raw = reader.value(expression)
    found = as_id(raw)
    if found is not None:
        return found
    if isinstance(raw, str) and raw in masterdata.VIRTUAL_KINDS:
        return masterdata.virtual_location(raw)
    raise PostingValueInvalid(reader.profile, f"{reader.place}.{name}", str(raw or "—")[:100], _PLACE)
