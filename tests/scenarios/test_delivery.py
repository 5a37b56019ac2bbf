"""R5: delivery dates, shipments of several orders, and what is late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.apps.procurement.delivery.overdue import tell_overdue
from kontor.documents import api as documents
from kontor.documents.contracts import Take
from kontor.engines.notifications import api as notifications
from kontor.kernel.clock import FixedClock, current_clock, use_clock
from kontor.kernel.errors import DomainError
from tests.scenarios.company import Company

MILESTONES = ("ship", "reach_foreign_customs", "reach_home_customs", "start_transit", "deliver")


def test_two_orders_travel_in_one_shipment_and_hear_of_every_milestone(company: Company) -> None:
    first, second = (
        company.approves(company.requests("4 BOLT at 100")),
        company.approves(company.requests("2 MOTOR at 50")),
    )
    orders = [company.orders(first), company.orders(second)]
    takes = [Take(line.id) for order in orders for line in order.lines]
    today = current_clock().today("Asia/Taipei")
    (shipment,) = documents.derive(
        company["manager"],
        "ship",
        takes,
        values={"region": "international", "carrier": "陽明海運", "tracking_number": "YM88"},
    )
    for days, milestone in enumerate(MILESTONES):
        note = {"expected_date": today + timedelta(days=10 + days), "delivery_remark": milestone}
        inputs = note if milestone != "deliver" else {}
        shipment = documents.fire(company["manager"], shipment.id, milestone, inputs=inputs)
    assert shipment.values["delivered_date"] == today
    for order, request in zip(orders, (first, second), strict=True):
        line = company.line(order)
        assert (line.state, line.values["tracking_number"]) == ("shipped", "YM88")
        assert line.values["promised_date"] == today + timedelta(days=13)
        assert company.states(request) == ["shipped"]


def test_an_international_shipment_passes_customs_before_it_is_delivered(company: Company) -> None:
    order = company.orders(company.approves(company.requests("4 BOLT at 100")))
    takes = [Take(line.id) for line in order.lines]
    (shipment,) = documents.derive(company["manager"], "ship", takes, values={"region": "international"})
    documents.fire(company["manager"], shipment.id, "ship")
    with pytest.raises(DomainError) as refused:
        documents.fire(company["manager"], shipment.id, "deliver")
    assert refused.value.code == "MILESTONES_LEFT"
    (domestic,) = documents.derive(
        company["manager"],
        "ship",
        [Take(line.id) for line in company.orders(company.approves(company.requests("1 BOLT at 100"))).lines],
    )
    for milestone in ("ship", "deliver"):
        domestic = documents.fire(company["manager"], domestic.id, milestone)
    assert domestic.state == "delivered"


def test_an_order_is_in_one_shipment_at_most(company: Company) -> None:
    order = company.orders(company.approves(company.requests("4 BOLT at 100")))
    takes = [Take(line.id) for line in order.lines]
    documents.derive(company["manager"], "ship", takes)
    with pytest.raises(DomainError) as refused:
        documents.derive(company["manager"], "ship", takes)
    assert refused.value.code == "NOTHING_OPEN"


def test_a_new_date_reaches_the_requester(company: Company) -> None:
    request = company.approves(company.requests("4 BOLT at 100"))
    order = company.orders(request)
    day = current_clock().today("Asia/Taipei") + timedelta(days=30)
    inputs = {"expected_date": day, "delivery_remark": "船期延後"}
    documents.fire(company["manager"], order.id, "update_delivery", inputs=inputs)
    line = company.line(request)
    assert (line.values["expected_date"], line.values["delivery_remark"]) == (day, "船期延後")


def test_a_date_in_the_past_is_refused(company: Company) -> None:
    order = company.orders(company.approves(company.requests("4 BOLT at 100")))
    inputs = {"expected_date": current_clock().today("Asia/Taipei") - timedelta(days=1)}
    with pytest.raises(DomainError) as refused:
        documents.fire(company["manager"], order.id, "update_delivery", inputs=inputs)
    assert refused.value.code == "EXPECTED_DATE_IN_PAST"


def test_what_is_three_days_late_is_told_once(company: Company) -> None:
    order = company.orders(company.approves(company.requests("4 BOLT at 100")))
    expected = current_clock().today("Asia/Taipei") + timedelta(days=5)
    documents.fire(company["manager"], order.id, "update_delivery", inputs={"expected_date": expected})
    told = []
    for days in (7, 8, 9):
        with use_clock(FixedClock(current_clock().now() + timedelta(days=days))):
            told.append(tell_overdue(company.tenant.system))
    assert told == [0, 1, 1]
    (message,) = notifications.list_newest(company["manager"])
    assert order.number in message.subject.pick("zh-Hant")
