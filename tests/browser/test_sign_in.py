"""Signing in and out, and addresses that survive it (P15, Q3)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

EMAIL = "lin@kunyue.example"


@pytest.mark.parametrize("language", ["en"])
def test_a_wrong_password_is_told_and_can_be_corrected(office: Office) -> None:
    someone = office.visitor()
    someone.sign_in(EMAIL, "not-the-password")
    expect(someone.page.get_by_role("alert")).to_be_visible()
    assert "/sign-in" in someone.page.url
    someone.picture("wrong-password")
    someone.sign_in(EMAIL)
    expect(someone.page).to_have_url(re.compile(r"/$"))


@pytest.mark.parametrize("language", ["zh-Hant"])
def test_an_address_asked_for_opens_after_signing_in(office: Office) -> None:
    someone = office.visitor()
    someone.open("/s/stock_query?q=SHC")
    expect(someone.page).to_have_url(re.compile("/sign-in"))
    someone.sign_in(EMAIL)
    expect(someone.page).to_have_url(re.compile(r"/s/stock_query\?q=SHC$"))


@pytest.mark.parametrize("language", ["en"])
def test_who_signs_out_is_out(office: Office) -> None:
    """Neither the back button nor an address leads in again."""
    someone = office.at_work("lin")
    someone.go("requisitions")
    expect(someone.page.get_by_role("heading", level=1)).to_be_visible()
    someone.page.get_by_role("button", name=someone.words("account")).last.click()
    someone.page.get_by_role("menuitem", name=someone.words("sign out")).click()
    expect(someone.page).to_have_url(re.compile("/sign-in"))
    someone.page.go_back()
    expect(someone.page).to_have_url(re.compile("/sign-in"))
    someone.open("/d/requisition")
    expect(someone.page).to_have_url(re.compile("/sign-in"))
