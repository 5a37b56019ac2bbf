"""R7: a suggested bin, and why."""

from decimal import Decimal
from uuid import UUID, uuid4

from kontor.apps.procurement.storing.suggestion import Arrived, Bin, suggest

BOLTS, STEEL = uuid4(), uuid4()


def place(code: str, **facts: object) -> Bin:
    return Bin(uuid4(), code, (0, code), **facts)  # type: ignore[arg-type]


def arrived(quantity: str, fixed_bin: UUID | None = None) -> Arrived:
    return Arrived(uuid4(), BOLTS, fixed_bin, Decimal(quantity))


def codes(quantity: str, *bins: Bin, fixed_bin: UUID | None = None) -> list[tuple[str, str]]:
    return [(each.code, each.reason) for each in suggest(arrived(quantity, fixed_bin), bins)]


def test_the_fixed_bin_comes_first_then_where_it_lies_already() -> None:
    fixed, same, empty = place("C"), place("B", filled=Decimal(5), of_item=Decimal(5)), place("A")
    assert codes("10", empty, same, fixed, fixed_bin=fixed.location_id) == [("C", "FIXED_BIN")]
    assert codes("10", empty, same) == [("B", "SAME_ITEM")]


def test_a_bin_of_its_category_beats_a_nearer_empty_one() -> None:
    assert codes("10", place("A"), place("B", category_id=BOLTS)) == [("B", "OWN_CATEGORY")]
    assert codes("10", place("A", category_id=STEEL), place("B")) == [("B", "NEAREST_EMPTY")]


def test_what_does_not_fit_goes_to_the_next_bin() -> None:
    small = place("A", capacity=Decimal(8), filled=Decimal(2), of_item=Decimal(2))
    chosen = suggest(arrived("10"), [small, place("B")])
    assert [(each.code, each.quantity) for each in chosen] == [("A", Decimal(6)), ("B", Decimal(4))]


def test_nothing_is_invented_when_all_is_full() -> None:
    assert codes("10", place("A", capacity=Decimal(1), filled=Decimal(1))) == []
