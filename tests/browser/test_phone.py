"""At 390 px: nothing scrolls sideways, and what a thumb must hit is big enough (R6-R9, Q3)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SCREENS = {
    "lin": ("/", "/inbox", "/d/requisition", "/d/requisition/new", "/s/acceptance_desk", "/s/issue_desk", "/m/sku"),
    "huang": ("/s/receiving", "/s/put_away", "/s/stock_query", "/d/goods_receipt"),
    "wu": ("/s/match_desk", "/s/payment_proposal", "/s/reports", "/s/projects_overview"),
}
_LEAST = 44
_SMALL = """least => [...document.querySelectorAll('main button, nav.phone-nav button, nav.phone-nav a')]
    .filter(one => one.offsetParent && !one.closest('[role=grid]') && !one.matches('[role=switch], .x'))
    .map(one => [one.getAttribute('aria-label') || one.innerText, one.getBoundingClientRect()])
    .filter(([, box]) => box.height && box.height < least)
    .map(([name, box]) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`)"""


@pytest.mark.parametrize("language", ["zh-Hant"])
@pytest.mark.parametrize("login", SCREENS)
def test_screens_fit_a_phone(office: Office, login: str) -> None:
    person = office.at_work(login, phone=True)
    problems = []
    for path in SCREENS[login]:
        person.open(path)
        expect(person.page.locator("main")).to_be_visible()
        person.page.wait_for_load_state("networkidle")
        person.picture(f"{login}{path.replace('/', '-')}")
        problems += [f"{path}: {each}" for each in _too_small(person.page)]
    assert not problems, "\n".join(problems)


def _too_small(page: Page) -> list[str]:
    """Buttons a thumb would miss, with their size."""
    found: list[str] = page.evaluate(_SMALL, _LEAST)
    return found
