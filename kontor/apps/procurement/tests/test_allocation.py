"""R6, C7: every requester gets their share of a delivery."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kontor.apps.procurement.sharing import Claim, ShareRule, allocate

FIRST, SECOND, THIRD = (UUID(int=number) for number in (1, 2, 3))
quantities = st.decimals("0", "1000", places=4)
claims = st.lists(
    st.builds(
        Claim,
        line_id=st.uuids(),
        open_quantity=quantities,
        needed_date=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        is_urgent=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda claim: claim.line_id,
)


def test_the_earliest_need_is_served_first() -> None:
    waiting = [
        Claim(FIRST, Decimal(4), date(2026, 3, 10)),
        Claim(SECOND, Decimal(4), date(2026, 3, 1)),
    ]
    assert allocate(Decimal(5), waiting, ShareRule.NEEDED_DATE) == {SECOND: Decimal(4), FIRST: Decimal(1)}


def test_urgent_requests_may_come_first() -> None:
    waiting = [
        Claim(FIRST, Decimal(4), date(2026, 3, 1)),
        Claim(SECOND, Decimal(4), date(2026, 3, 10), is_urgent=True),
    ]
    assert allocate(Decimal(5), waiting, ShareRule.URGENT_FIRST) == {SECOND: Decimal(4), FIRST: Decimal(1)}


def test_pro_rata_gives_the_last_fraction_to_the_earliest() -> None:
    waiting = [Claim(line, Decimal(1), date(2026, 3, day)) for day, line in enumerate((FIRST, SECOND, THIRD), 1)]
    shares = allocate(Decimal(1), waiting, ShareRule.PRO_RATA)
    assert shares == {FIRST: Decimal("0.3334"), SECOND: Decimal("0.3333"), THIRD: Decimal("0.3333")}


@given(arrived=quantities, waiting=claims, rule=st.sampled_from(ShareRule))
def test_shares_sum_to_what_arrived_and_nobody_gets_more_than_they_wait_for(
    arrived: Decimal, waiting: list[Claim], rule: ShareRule
) -> None:
    shares = allocate(arrived, waiting, rule)
    open_quantities = {claim.line_id: claim.open_quantity for claim in waiting}
    assert sum(shares.values(), Decimal(0)) == min(arrived, sum(open_quantities.values(), Decimal(0)))
    assert all(0 < share <= open_quantities[line] for line, share in shares.items())
