"""The browser that tests drive is there and shows Chinese."""

import asyncio

import pytest


@pytest.mark.browser
def test_chromium_renders_a_page(chromium):
    page = chromium.new_page()
    page.set_content("<h1>請購單</h1>")
    assert page.inner_text("h1") == "請購單"
    assert chromium.version
    page.close()


def test_nothing_of_the_browser_stays_behind():
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
