"""R9, F5, F8, F9 over HTTP: rights, envelopes, labels, refusals in both languages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache

from kontor.api.tests.conftest import Api, Person, good, person, refusal, sign_in
from kontor.engines.access import api as access
from kontor.posting.tests.depot import Depot


class Office:
    """The depot, and its people, each signed in when first asked for."""

    def __init__(self, depot: Depot) -> None:
        self.depot = depot
        self.apis: dict[str, Api] = {}

    def __getattr__(self, role: str) -> Api:
        if role not in self.apis:
            self.apis[role] = self._hire(role)
        return self.apis[role]

    def _hire(self, role: str) -> Api:
        depot = self.depot
        someone = person(Person(depot.actor.user_id, depot.tenant.id, depot.tenant.code, depot.company_id, ""))
        if role != "stranger":
            access.assign_role(depot.actor, someone.user_id, role, organisation_id=depot.company_id)
        return sign_in(someone)[0]


@pytest.fixture
def office(depot: Depot, settings: Any) -> Office:
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    depot.deliver("BOLT", "10", "2.5", partner=str(depot.ids["ACME"]))
    return Office(depot)


def figures(row: dict[str, Any], *names: str) -> list[Decimal]:
    return [Decimal(row[name]) for name in names]


def test_balances_name_item_and_place(office):  # R9
    (row,) = good(office.keeper.get("/stock/balances?q=BOLT")) or good(office.keeper.get("/stock/balances?item=BOLT"))
    assert figures(row, "on_hand", "reserved", "available") == [10, 0, 10]
    assert (row["item__label"], row["location__label"], row["unit"]) == ("BOLT", "BIN", "pcs")
    assert "value" not in row


def test_values_are_for_those_who_may_see_them(office):  # P5
    (row,) = good(office.bookkeeper.get("/stock/balances?item=BOLT"))
    assert figures(row, "value") == [25]
    worth = good(office.bookkeeper.get("/stock/valuation"))
    assert (worth["currency"], figures(worth["totals"], "value")) == ("TWD", [25])
    assert refusal(office.keeper.get("/stock/valuation"), 403)["code"] == "FORBIDDEN"


def test_unknown_items_and_places_hold_nothing(office):  # R9
    for query in ("item=NOPE", "location=NOPE", "item=BOLT&location=NOPE", "project=NOPE"):
        assert good(office.keeper.get(f"/stock/balances?{query}")) == []


def test_free_stock_comes_in_pages(office):  # R9
    office.depot.deliver("PLATE", "1", "1")
    reply = office.keeper.get("/stock/available?page_size=1").json()
    assert (len(reply["data"]), reply["pagination"]["has_more"]) == (1, True)
    reply = office.keeper.get("/stock/available?page_size=1&page=2").json()
    assert (len(reply["data"]), reply["pagination"]["has_more"]) == (1, False)


def test_history_leads_to_the_document(office):  # R9
    (move,) = good(office.keeper.get("/stock/history?item=BOLT"))
    assert (move["document_type"], move["direction"], move["target_location__label"]) == ("delivery", 1, "BIN")
    assert good(office.bookkeeper.get(f"/posting/documents/{move['document_id']}"))[0]["profile"] == "delivery"
    assert "value" not in move


def test_the_trial_balance_adds_up(office):  # F9
    answer = good(office.clerk.get("/accounting/trial-balance?as_of=2026-03-31"))
    rows = {row["account__label"].split()[0]: row for row in answer["rows"]}
    assert figures(rows["1211"], "closing") == [25]
    assert figures(answer["totals"], "closing", "debit", "credit") == [0, 25, 25]


def test_the_general_ledger_is_asked_by_account_code_or_id(office):  # F9
    path = "/accounting/general-ledger?date_from=2026-01-01&date_to=2026-12-31&account="
    (line,) = good(office.clerk.get(f"{path}1211"))
    assert figures(line, "debit", "balance") == [25, 25]
    assert good(office.clerk.get(f"{path}{line['account']}")) == [line]


def test_journal_and_open_items_show_the_partner(office):  # F5
    office.depot.post("bill", partner=str(office.depot.ids["ACME"]), tax_amount="7", reference="AB-1")
    (item,) = good(office.clerk.get("/accounting/open-items?kind=payable&partner=ACME"))
    assert (item["partner__label"], item["reference"], figures(item, "open_amount")) == ("ACME", "AB-1", [-7])
    lines = good(office.clerk.get(f"/accounting/journal?document={item['document_id']}"))
    assert {line["account__label"].split()[0] for line in lines} == {"1268", "2141"}


def test_periods_close_and_reopen_with_rights_of_their_own(office):  # F8
    periods = good(office.clerk.get("/accounting/periods"))
    march = next(row for row in periods if row["code"] == "2026-03")
    close, reopen = (f"/accounting/periods/{march['id']}/{step}" for step in ("close", "reopen"))
    assert refusal(office.clerk.post(close), 403)["code"] == "FORBIDDEN"
    closed = good(office.bookkeeper.post(close, {"groups": ["inventory"], "reason": "Counted"}))
    status = next(row for row in closed if row["code"] == "2026-03")["status"]
    assert (status["inventory"], status["sales"]) == ("closed", "open")
    draft = office.depot.document(
        "delivery",
        {"item": str(office.depot.ids["BOLT"]), "quantity": "1", "unit_price": "1"},
        location=str(office.depot.ids["BIN"]),
    )
    error = refusal(office.keeper.post(f"/documents/delivery/{draft.id}/actions/post", {}), 409)
    assert (error["code"], error["details"]["next_open_date"]) == ("PERIOD_CLOSED", "2026-04-01")
    assert refusal(office.bookkeeper.post(reopen, {"groups": ["inventory"]}), 422)
    good(office.bookkeeper.post(reopen, {"groups": ["inventory"], "reason": "Late delivery"}))
    good(office.keeper.post(f"/documents/delivery/{draft.id}/actions/post", {}))


def test_fiscal_years_are_opened_once(office):  # F8
    body = {"start_date": "2027-01-01"}
    assert len(good(office.bookkeeper.post("/accounting/fiscal-years", body))) == 24
    assert refusal(office.bookkeeper.post("/accounting/fiscal-years", body), 409)["code"] == "FISCAL_YEAR_OVERLAPS"


def test_a_preview_over_http(office):  # A9
    piece = {"item": str(office.depot.ids["BOLT"]), "quantity": "4", "location": str(office.depot.ids["BIN"])}
    draft = office.depot.document("withdrawal", piece)
    seen = good(office.keeper.get(f"/posting/documents/{draft.id}/preview"))
    assert [figures(line, "debit", "credit") for line in seen["lines"]] == [[10, 0], [0, 10]]
    piece["quantity"] = "11"
    draft = office.depot.document("withdrawal", piece)
    error = refusal(office.keeper.get(f"/posting/documents/{draft.id}/preview", Accept_Language="zh-Hant"), 409)
    assert error["code"] == "INSUFFICIENT_STOCK"
    assert figures(error["details"], "requested", "available") == [11, 10]
    assert "可用" in error["message"]


def test_account_roles_are_shown_and_chosen(office):  # F3
    rules = {row["role"]: row for row in good(office.clerk.get("/posting/accounts"))}
    assert rules["stock"]["account__label"].startswith("1211")
    body = {"role": "stock", "account": rules["expense"]["account"]}
    assert refusal(office.clerk.call("PUT", "/posting/accounts", body), 403)["code"] == "FORBIDDEN"
    changed = good(office.bookkeeper.call("PUT", "/posting/accounts", body))
    assert [row["origin"] for row in changed if row["role"] == "stock"] == ["pack", "tenant"]


CLOSED = (
    "/stock/balances",
    "/stock/available",
    "/stock/history?item=BOLT",
    "/stock/valuation",
    "/accounting/trial-balance",
    "/accounting/journal",
    "/accounting/general-ledger?account=1211",
    "/accounting/open-items",
    "/accounting/periods",
    "/accounting/project-actuals?project=P1",
    "/posting/accounts",
)


def test_without_a_role_nothing_is_shown(office):  # P5
    codes = {path: refusal(office.stranger.get(path), 403)["code"] for path in CLOSED}
    assert set(codes.values()) == {"FORBIDDEN"}


def test_bad_questions_are_refused_politely(office):  # Q2
    questions = (
        "page=0",
        "page_size=501",
        "expires_by=yesterday",
        "company=nobody",
        "page=99999999999",
        "lot=" + "x" * 200,
    )
    answers = {each: office.keeper.get(f"/stock/balances?{each}").status_code for each in questions}
    assert set(answers.values()) == {422}


ODD = (
    "/accounting/trial-balance?as_of=0001-01-01&since=0001-01-01",
    "/accounting/trial-balance?as_of=9999-12-31&since=9999-12-31",
    "/accounting/general-ledger?account=1211&date_from=0001-01-01&date_to=9999-12-31",
    "/accounting/general-ledger?account=%00",
    "/accounting/open-items?partner=%00&currency=%00",
    "/accounting/open-items?as_of=0001-01-01",
    "/accounting/journal?project=%F0%9F%94%A9&partner='; DROP TABLE account; --",
    "/stock/balances?q=%00&lot=%00",
    "/stock/balances?q=%25_%5C'&location=%E4%BD%8D%E7%BD%AE",
    "/stock/history?item=%00",
    "/stock/valuation?as_of=9999-12-31",
    "/accounting/project-actuals?project=%00&since=9999-12-31",
)


def test_odd_questions_never_break_anything(office):  # Q2
    answers = {each: office.bookkeeper.get(each).status_code for each in ODD}
    assert {each: status for each, status in answers.items() if status not in (200, 400, 404, 422)} == {}


def test_far_away_dates_are_refused_not_broken(office):  # F8
    for on in ("9999-12-31", "1066-10-14", "2207-03-01"):
        draft = office.depot.document(
            "delivery",
            {"item": str(office.depot.ids["BOLT"]), "quantity": "1", "unit_price": "1"},
            location=str(office.depot.ids["BIN"]),
            accounting_date=on,
        )
        error = refusal(office.keeper.post(f"/documents/delivery/{draft.id}/actions/post", {}), 409)
        assert error["code"] == "NO_FISCAL_PERIOD"
    for body in ({"start_date": "9999-12-01"}, {"start_date": "0001-01-01"}, {"start_date": "2030-01-01", "months": 0}):
        assert office.bookkeeper.post("/accounting/fiscal-years", body).status_code == 422


def test_a_place_means_everything_below_it(office):  # R9
    office.depot.record("location", "HALL", kind="zone")
    office.depot.record("location", "SHELF", kind="shelf", parent=str(office.depot.ids["HALL"]))
    place = {"location": str(office.depot.ids["SHELF"])}
    piece = {"item": str(office.depot.ids["PLATE"]), "quantity": "3", "unit_price": "1"}
    office.depot.post("delivery", piece, **place)
    (row,) = good(office.keeper.get("/stock/balances?location=HALL"))
    assert (row["item__label"], row["location__label"]) == ("PLATE", "SHELF")
