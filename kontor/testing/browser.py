"""A Chromium for the tests that look at the product as people do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_FLAGS = (
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run", "--lang=en-US",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path() -> str:
    """The browser's program (CHROMIUM names one explicitly); the test fails, never skips, where there is none."""
    named = os.environ.get("CHROMIUM")
    found = named if named else next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("Browser tests need Chromium: apt-get install chromium, or set CHROMIUM=/path/to/chromium")
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless browser; root has no sandbox to offer it.

    Playwright keeps an event loop in this thread that never runs beside a test, so Django need not guard against it.
    """
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=_FLAGS)
        yield browser
        browser.close()
