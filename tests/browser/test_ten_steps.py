"""From an engineer's request to a paid invoice, by five people and a supplier, in both languages (R1-R13)."""

from __future__ import annotations

import pytest

from tests.browser.office import Office
from tests.browser.walk import STEPS, Purchase
from tests.browser.words import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_purchase_walks_through_the_ten_steps(office: Office) -> None:
    """Screenshots of every step stay in ``test-results/ten-steps-<language>``."""
    purchase = Purchase(office)
    for step, (who, on_phone) in STEPS.items():
        person = office.at_work(who, phone=on_phone) if who else office.visitor(phone=on_phone)
        with person.watched(step):
            getattr(purchase, step)(person)
    assert office.pictures >= len(STEPS)
