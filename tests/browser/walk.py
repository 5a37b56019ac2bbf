"""One purchase through the ten steps, each by the person whose work it is, with nothing but a browser."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.office import Office, Person

ITEMS = (("SHC-M8X25", "40"), ("HNT-M8", "60"))
PRICES = ("3.4", "0.9")
SUPPLIER = "S001"
PROJECT = "P2601"
SUBJECT = "主軸治具螺絲 Fixture screws"


class Purchase:
    """The walk; ids of what was made are read from the address bar, as a colleague would copy them."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.request = self.order = self.receipt = self.invoice = self.batch = ""
        self.number = ""
        self.invoice_number = f"AB-2026471{len(office.words.language)}"

    # --- 1 request ----------------------------------------------------------------------------------------------
    def request_goods(self, engineer: Person) -> None:
        words, page = engineer.words, engineer.page
        engineer.picture("home")
        page.get_by_role("button", name=words("new", what=words("requisition"))).click()
        engineer.fill_in("subject", SUBJECT)
        engineer.choose("kind", words("project"))
        engineer.choose("project", PROJECT)
        grid = page.get_by_role("grid", name=words("lines"))
        for row, (item, quantity) in enumerate(ITEMS):
            engineer.write(grid, row, "item", item, option=item)
            engineer.write(grid, row, "quantity", quantity)
            if row + 1 < len(ITEMS):
                page.get_by_role("button", name=words("add line")).click()
        engineer.picture("request-filled")
        engineer.button("save").click()
        expect(page).to_have_url(re.compile(r"/d/requisition/[0-9a-f-]{36}"))
        self.request = _record(page)
        engineer.button("submit").click()
        engineer.state_is(words("submitted"))
        engineer.picture("request-submitted")
        self.number = page.locator("main h1").inner_text()
        self.lines_are("pending_review")

    # --- 2 review, 3 order --------------------------------------------------------------------------------------
    def review(self, buyer: Person) -> None:
        words, page = buyer.words, buyer.page
        buyer.go("review desk")
        grid = page.get_by_role("grid", name=words("review desk"))
        mine = grid.locator("tbody tr").filter(has_text=self.number)
        expect(mine).to_have_count(len(ITEMS))
        buyer.picture("review-desk")
        first = grid.locator("tbody tr").all_inner_texts().index(mine.first.inner_text())
        for at, price in enumerate(PRICES):
            buyer.write(grid, first + at, "unit price", price)
            mine.nth(at).get_by_role("checkbox").check()
        buyer.picture("review-chosen")
        buyer.button("approve").click()
        expect(mine).to_have_count(0)
        self.lines_are("approved")

    def order_goods(self, buyer: Person) -> None:
        words, page = buyer.words, buyer.page
        buyer.go("order builder")
        grid = page.get_by_role("grid").filter(has_text=self.number)
        expect(grid.locator("tbody tr").filter(has_text=self.number)).to_have_count(len(ITEMS))
        buyer.picture("order-builder")
        buyer.button("preview").click()
        buyer.picture("order-preview")
        buyer.button("make orders").click()
        page.locator(".made").get_by_role("link").click()
        expect(page).to_have_url(re.compile(r"/d/purchase_order/[0-9a-f-]{36}"))
        self.order = _record(page)
        self.lines_are("po_created")
        for action, state in (("make", "made"), ("output", "output done"), ("purchase", "purchased")):
            buyer.button(action).click()
            buyer.state_is(words(state))
        buyer.picture("order-purchased")
        self.lines_are("purchased")

    # --- 4 confirmation, 5 delivery -----------------------------------------------------------------------------
    def confirm_order(self, supplier: Person) -> None:
        """Through the link in the mail, without signing in, on a phone."""
        words, page = supplier.words, supplier.page
        page.goto(self._link_in_mail())
        supplier.button("language").click()
        supplier.button("accept all").click()
        for at in range(len(ITEMS)):
            page.get_by_role("textbox", name=words("delivery date")).nth(at).fill(f"{self.today:%Y-%m-%d}")
        supplier.picture("portal")
        supplier.button("send answers").click()
        expect(page.get_by_text(words("thank you"))).to_be_visible()
        supplier.picture("portal-sent")
        self.order_is("confirmed")

    def update_delivery(self, buyer: Person) -> None:
        words, page = buyer.words, buyer.page
        buyer.go("delivery dates")
        grid = page.get_by_role("grid", name=words("delivery dates"))
        expect(grid.locator("tbody tr")).to_have_count(len(ITEMS))
        buyer.write(grid, 0, "tracking", "TCAT-20481133")
        buyer.picture("delivery-board")
        buyer.open(f"/d/purchase_order/{self.order}")
        buyer.button("ship").click()
        panel = page.get_by_role("dialog")
        buyer.fill_in("expected date", f"{self.today:%Y-%m-%d}", within=panel)
        buyer.fill_in("remark", "下午貨運 by truck", within=panel)
        buyer.picture("delivery-shipped")
        panel.get_by_role("button", name=words("ship"), exact=True).click()
        buyer.state_is(words("shipped"))
        self.lines_are("shipped")
        assert self._ordered()["lines"][0]["values"]["tracking_number"] == "TCAT-20481133"

    # --- 6 receipt, 7 put-away, on a phone ----------------------------------------------------------------------
    def receive(self, keeper: Person) -> None:
        page = keeper.page
        keeper.go("receive")
        keeper.picture("receive-list")
        page.get_by_role("listitem").filter(has_text=self._ordered()["number"]).get_by_role("button").click()
        keeper.fill_in("delivery note", "DN-7781")
        keeper.picture("receive-count")
        keeper.button("confirm receipt").click()
        expect(page.get_by_role("heading", name=keeper.words("receive"), exact=True)).to_be_visible()
        self.lines_are("arrived")
        self.receipt = self._made_from("purchase_order", self.order, "goods_receipt")

    def put_away(self, keeper: Person) -> None:
        page = keeper.page
        keeper.go("put away")
        page.get_by_role("button").filter(has_text=ITEMS[0][0]).click()
        for item, _ in ITEMS:
            expect(page.get_by_role("heading", level=1)).to_contain_text(item)
            expect(page.locator(".where")).not_to_have_text("—")
            keeper.picture(f"put-away-{item.lower()}")
            keeper.button("put in bin").click()
        expect(page.get_by_role("heading", name=keeper.words("put away"), exact=True)).to_be_visible()
        self.lines_are("put_away")

    # --- 8 acceptance, 9 issue, on a phone ----------------------------------------------------------------------
    def accept(self, engineer: Person) -> None:
        page = engineer.page
        engineer.go("accept goods")
        engineer.picture("accept-list")
        page.get_by_role("button").filter(has_text=ITEMS[0][0]).click()
        for item, quantity in ITEMS:
            expect(page.get_by_role("heading", level=1)).to_contain_text(item)
            engineer.picture(f"accept-{item.lower()}")
            engineer.button("accept n", n=quantity).click()
        expect(page.get_by_role("heading", name=engineer.words("accept goods"), exact=True)).to_be_visible()
        assert {line["values"]["acceptance"] for line in self._requested()["lines"]} == {"accepted"}

    def issue(self, engineer: Person) -> None:
        page = engineer.page
        engineer.go("issue")
        for item, quantity in ITEMS:
            page.get_by_role("button").filter(has_text=item).click()
            expect(page.locator(".where")).to_be_visible()
            engineer.picture(f"issue-{item.lower()}")
            engineer.button("issue n", n=quantity).click()
            expect(page.get_by_role("heading", name=engineer.words("issue"), exact=True)).to_be_visible()
        self.lines_are("issued")

    # --- 10 billing and payment ---------------------------------------------------------------------------------
    def bill(self, accountant: Person) -> None:
        words, page = accountant.words, accountant.page
        accountant.go("goods receipts")
        accountant.picture("receipts")
        page.get_by_role("row").filter(has_text="DN-7781").get_by_role("link").first.click()
        accountant.button("bill").click()
        panel = page.get_by_role("dialog")
        accountant.fill_in("invoice number", self.invoice_number, within=panel)
        accountant.picture("bill-lines")
        panel.get_by_role("button", name=words("bill"), exact=True).click()
        expect(page).to_have_url(re.compile(r"/d/supplier_invoice/[0-9a-f-]{36}"))
        self.invoice = _record(page)
        accountant.state_is(words("draft"))
        accountant.picture("invoice")

    def match(self, accountant: Person) -> None:
        words, page = accountant.words, accountant.page
        accountant.go("match desk")
        page.get_by_role("tab", name=re.compile(f"^{words('draft')}")).click()
        page.get_by_role("button").filter(has_text=self.invoice_number).click()
        accountant.button("match").click()
        expect(accountant.button("post")).to_be_visible()
        accountant.picture("match-desk")
        accountant.button("post").click()
        expect(page.get_by_text(self.invoice_number)).to_have_count(0)
        self.invoice_is("posted")

    def propose_payment(self, accountant: Person) -> None:
        words, page = accountant.words, accountant.page
        accountant.go("payment proposal")
        accountant.fill_in("due until", f"{self.today + timedelta(days=90):%Y-%m-%d}")
        page.keyboard.press("Enter")
        expect(page.get_by_role("row").filter(has_text=self.invoice_number)).to_be_visible()
        accountant.picture("payment-proposal")
        accountant.button("make batch").click()
        expect(page).to_have_url(re.compile(r"/d/payment_batch/[0-9a-f-]{36}"))
        self.batch = _record(page)
        accountant.state_is(words("proposed"))

    def approve_payment(self, manager: Person) -> None:
        words, page = manager.words, manager.page
        manager.go("inbox")
        page.get_by_role("tab", name=re.compile(f"^{words('payments to approve')}")).click()
        manager.picture("inbox-payment")
        manager.button("approve payment").click()
        page.get_by_role("dialog").get_by_role("button", name=words("approve payment"), exact=True).click()
        expect(page.get_by_role("tab", name=re.compile(f"^{words('payments to approve')}"))).to_have_count(0)
        self.batch_is("approved")

    def pay(self, accountant: Person) -> None:
        words, page = accountant.words, accountant.page
        accountant.open(f"/d/payment_batch/{self.batch}")
        accountant.button("bank file").click()
        accountant.state_is(words("bank file made"))
        accountant.button("pay").click()
        panel = page.get_by_role("dialog")
        accountant.fill_in("bank reference", "FT20481133", within=panel)
        panel.get_by_role("button", name=words("pay"), exact=True).click()
        accountant.state_is(words("paid"))
        accountant.picture("batch-paid")
        self.batch_is("paid")
        self.invoice_is("paid")
        self.order_is("completed")

    def look_back(self, engineer: Person) -> None:
        """The request tells where its lines are, and what became of them."""
        page = engineer.page
        engineer.open(f"/d/requisition/{self.request}")
        ribbon = page.get_by_role("list", name=engineer.words("process"))
        expect(ribbon.get_by_role("listitem")).to_have_count(10)
        expect(ribbon.locator("li.done")).to_have_count(10)
        engineer.picture("request-done")

    # --- states, beside the browser -----------------------------------------------------------------------------
    def lines_are(self, state: str) -> None:
        """Every line of the request is in this state, says the API."""
        assert {line["state"] for line in self._requested()["lines"]} == {state}

    def order_is(self, state: str) -> None:
        assert self._ordered()["state"] == state

    def invoice_is(self, state: str) -> None:
        assert self.office.look_up("wu", f"/documents/supplier_invoice/{self.invoice}")["state"] == state

    def batch_is(self, state: str) -> None:
        assert self.office.look_up("wu", f"/documents/payment_batch/{self.batch}")["state"] == state

    def _ordered(self) -> Any:
        return self.office.look_up("chen", f"/documents/purchase_order/{self.order}")

    def _made_from(self, source: str, record: str, target: str) -> str:
        """The one document of type ``target`` that the flow graph shows behind this record."""
        graph = self.office.look_up("wang", f"/documents/{source}/{record}/flow")
        (made,) = [node["id"] for node in graph["nodes"] if node["type"] == target]
        return str(made)

    def _link_in_mail(self) -> str:
        """The address in the supplier's mail about this order."""
        number, deadline = self._ordered()["number"], time.monotonic() + 20
        while time.monotonic() < deadline:
            for mail in self.office.service.mails():
                if number in mail and (found := re.search(r"http://\S+/portal/\S+", mail)):
                    return found[0]
            time.sleep(0.2)
        raise AssertionError(f"no mail about {number}")

    @property
    def today(self) -> date:
        """The day in Taipei."""
        return (datetime.now(UTC) + timedelta(hours=8)).date()

    def _requested(self) -> Any:
        return self.office.look_up("lin", f"/documents/requisition/{self.request}")


def _record(page: Page) -> str:
    found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", page.url)
    assert found, page.url
    return found[0]


STEPS: dict[str, tuple[str | None, bool]] = {
    "request_goods": ("lin", False),
    "review": ("chen", False),
    "order_goods": ("chen", False),
    "confirm_order": (None, True),
    "update_delivery": ("chen", False),
    "receive": ("huang", True),
    "put_away": ("huang", True),
    "accept": ("lin", True),
    "issue": ("lin", True),
    "bill": ("wu", False),
    "match": ("wu", False),
    "propose_payment": ("wu", False),
    "approve_payment": ("cheng", False),
    "pay": ("wu", False),
    "look_back": ("lin", False),
}
"""Each step with the person who takes it (None: the supplier, without an account) and whether it is on a phone."""
