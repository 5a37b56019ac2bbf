"""R4: a supplier answers an order through a signed link, without signing in."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kontor.apps.procurement.errors import SupplierLinkExpired, SupplierLinkInvalid
from kontor.apps.procurement.models import SupplierLink
from kontor.apps.procurement.supplier_links import tokens
from kontor.apps.procurement.supplier_links.answers import Answer, Decision, Delivery
from kontor.apps.procurement.supplier_links.open import Opened, open_link
from kontor.apps.procurement.supplier_links.present import present
from kontor.apps.procurement.supplier_links.respond import respond
from kontor.documents import api as documents
from kontor.documents.contracts import Document
from kontor.engines.notifications.models import OutgoingMail
from kontor.kernel.clock import FixedClock, current_clock, use_clock
from kontor.kernel.errors import DomainError, NotFound
from kontor.masterdata import api as masterdata
from kontor.tenancy.api import working
from tests.scenarios.company import Company


@pytest.fixture
def order(company: Company) -> Document:
    needed = current_clock().today("Asia/Taipei") + timedelta(days=20)
    return company.orders(company.approves(company.requests("10 BOLT at 100", "2 MOTOR at 5000", needed_by=needed)))


def token_of(company: Company, order: Document) -> str:
    with working(company.tenant.system):
        link = SupplierLink.objects.get(document_id=order.id, revoked_at=None)
    return tokens.sign(tokens.LinkKey(company.tenant.id, link.id))


def opened(company: Company, order: Document) -> Opened:
    return open_link(token_of(company, order), language="en", address="127.0.0.1")


def answer(company: Company, order: Document, at: int, decision: Decision, **facts: Any) -> Document:
    supplier = opened(company, order)
    return respond(supplier.actor, supplier.document_id, [Answer(order.lines[at].id, decision, **facts)])


def test_placing_an_order_mails_the_supplier_a_link(company: Company) -> None:
    with working(company["admin"]):
        partner = masterdata.get(company["admin"], "partner", company.supplier)
        masterdata.change(company["admin"], "partner", partner.id, {"email": "sales@acme.example"}, partner.version)
    order = company.orders(company.approves(company.requests("1 BOLT at 100")))
    with working(company.tenant.system):
        mail = OutgoingMail.objects.get()
    assert mail.to_address == "sales@acme.example"
    assert f"/portal/{token_of(company, order)}" in mail.body


def test_the_supplier_sees_the_order_and_nothing_of_who_asked(company: Company, order: Document) -> None:
    supplier = opened(company, order)
    shown = present(supplier.actor, supplier.document_id, supplier.expires_at)
    assert shown["number"] == order.number
    assert [line["answers"] for line in shown["lines"]] == [["accept", "change", "decline"]] * 2
    assert "Engineer" not in str(shown)


def test_accepting_promises_the_requested_date(company: Company, order: Document) -> None:
    after = answer(company, order, 0, Decision.ACCEPT)
    assert after.lines[0].state == "confirmed"
    assert after.lines[0].values["promised_date"] == after.lines[0].values["needed_date"]
    answer(company, order, 1, Decision.ACCEPT)
    assert company.read(order).state == "confirmed"


def test_accepting_for_a_later_day_goes_back_to_the_buyer(company: Company, order: Document) -> None:
    needed = order.lines[0].values["needed_date"]
    later = needed + timedelta(days=1)
    after = answer(company, order, 0, Decision.ACCEPT, promised_date=later)
    assert (after.lines[0].state, after.lines[0].values["proposed_date"]) == ("proposed", later)
    sooner = answer(company, order, 1, Decision.ACCEPT, promised_date=needed - timedelta(days=1))
    assert sooner.lines[1].state == "confirmed"


def test_a_dearer_price_goes_back_to_the_buyer_who_accepts_it(company: Company, order: Document) -> None:
    after = answer(company, order, 0, Decision.CHANGE, unit_price=Decimal(120), note="Steel went up")
    assert after.lines[0].state == "proposed"
    documents.fire_lines(company["manager"], "purchase_order", "accept_proposal", [order.lines[0].id])
    line = company.line(order)
    assert (line.state, line.values["unit_price"], line.values["amount"]) == ("confirmed", 120, 1200)
    assert company.read(order).values["subtotal"] == 11200


def test_a_lower_price_is_taken_at_once(company: Company, order: Document) -> None:
    after = answer(company, order, 0, Decision.CHANGE, unit_price=Decimal(90))
    line = after.lines[0]
    assert (line.state, line.values["unit_price"], line.values["amount"]) == ("confirmed", 90, 900)


def test_a_smaller_quantity_gives_the_rest_back_to_the_request(company: Company, order: Document) -> None:
    links = documents.flow_graph(company["admin"], order.id).edges
    request_line = next(each.source_line_id for each in links if each.target_line_id == order.lines[0].id)
    answer(company, order, 0, Decision.CHANGE, quantity=Decimal(7))
    documents.fire_lines(company["manager"], "purchase_order", "accept_proposal", [order.lines[0].id])
    assert company.line(order).values["quantity"] == 7
    (left,) = documents.open_lines(company["admin"], "order", [request_line])
    assert left.open == 3


def test_a_line_is_split_into_dated_deliveries(company: Company, order: Document) -> None:
    needed: date = order.lines[0].values["needed_date"]
    parts = (Delivery(needed - timedelta(days=5), Decimal(4)), Delivery(needed, Decimal(6)))
    after = answer(company, order, 0, Decision.CHANGE, schedule=parts)
    line = after.lines[0]
    assert (line.state, line.values["promised_date"]) == ("confirmed", needed)
    assert [each["quantity"] for each in line.values["delivery_schedule"]] == ["4", "6"]


def test_a_declined_line_waits_for_the_buyer(company: Company, order: Document) -> None:
    after = answer(company, order, 1, Decision.DECLINE, note="Discontinued")
    assert after.lines[1].state == "declined"
    assert after.lines[1].values["proposal_note"] == "Discontinued"


def test_answers_are_all_or_none(company: Company, order: Document) -> None:
    supplier = opened(company, order)
    other = company.orders(company.approves(company.requests("1 CABLE at 10")))
    answers = [Answer(order.lines[0].id, Decision.ACCEPT), Answer(other.lines[0].id, Decision.ACCEPT)]
    with pytest.raises(NotFound):
        respond(supplier.actor, supplier.document_id, answers)
    assert company.states(order) == ["placed", "placed"]


def test_a_line_is_not_declined_after_it_was_accepted(company: Company, order: Document) -> None:
    answer(company, order, 0, Decision.ACCEPT)
    with pytest.raises(DomainError) as refused:
        answer(company, order, 0, Decision.DECLINE, note="No")
    assert refused.value.code == "WRONG_STATE"


@pytest.mark.parametrize("forged", ["", "abc", "WyJhIiwiYiJd:1abc:signature"])
def test_a_forged_link_opens_nothing(company: Company, forged: str) -> None:
    with pytest.raises(SupplierLinkInvalid):
        open_link(forged, language="en", address=None)


def test_a_link_ends_and_a_newer_one_replaces_it(company: Company, order: Document) -> None:
    old = token_of(company, order)
    documents.fire(company["manager"], order.id, "resend_link")
    with pytest.raises(SupplierLinkInvalid):
        open_link(old, language="en", address=None)
    later = current_clock().now() + timedelta(days=31)
    with use_clock(FixedClock(later)), pytest.raises(SupplierLinkExpired):
        opened(company, order)


def test_the_holder_of_a_link_cannot_do_anything_else(company: Company, order: Document) -> None:
    supplier = opened(company, order)
    for call in (
        lambda: documents.fire(supplier.actor, order.id, "cancel", inputs={"cancel_reason": "x"}),
        lambda: documents.change(supplier.actor, order.id, version=order.version, values={"notes": "x"}),
        lambda: documents.create(supplier.actor, "requisition", {"title": "x"}),
    ):
        with pytest.raises(DomainError) as refused:
            call()
        assert refused.value.code in {"FORBIDDEN", "NOT_PERMITTED", "NOT_FOUND"}
