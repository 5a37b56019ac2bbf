"""People at their browsers: signing in, grids, fields, pictures of what they see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.service import PASSWORD, Service
from tests.browser.words import Words

DESKTOP: ViewportSize = {"width": 1366, "height": 850}
PHONE: ViewportSize = {"width": 390, "height": 844}
expect.set_options(timeout=15_000)  # the machine may be busy with others
_LOCALES = {"en": "en-US", "zh-Hant": "zh-TW"}
_ALLOWED_REFUSALS = re.compile(r"/auth/|favicon")


@dataclass
class Office:
    """The demo company's people, all speaking one language for this walk; pictures go into ``folder``."""

    browser: Browser
    service: Service
    words: Words
    folder: Path
    people: dict[str, Person] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    pictures: int = 0

    def at_work(self, login: str, *, phone: bool = False) -> Person:
        """A person signed in; everybody keeps one window all day and takes it along on a phone."""
        if login not in self.people:
            person = self.people[login] = self.visitor(phone=phone)
            person.sign_in(f"{login}@kunyue.example")
        self.people[login].page.set_viewport_size(PHONE if phone else DESKTOP)
        return self.people[login]

    def visitor(self, *, phone: bool = False) -> Person:
        """Somebody who is not signed in."""
        context = self.browser.new_context(
            locale=_LOCALES[self.words.language],
            timezone_id="Asia/Taipei",
            viewport=PHONE if phone else DESKTOP,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        self._listen(page)
        return Person(self, page)

    def close(self) -> None:
        """Everybody goes home."""
        for context in self.browser.contexts:
            context.close()

    def _listen(self, page: Page) -> None:
        """Whatever the browser complains about fails the walk in the end."""
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on(
            "response",
            lambda reply: (
                self.complaints.append(f"{page.url}: {reply.status} {reply.request.method} {reply.url}")
                if reply.status >= 400 and not _ALLOWED_REFUSALS.search(reply.url)
                else None
            ),
        )

    def look_up(self, login: str, path: str, **query: str) -> Any:
        """What the API tells this person; the data of the envelope."""
        headers = {"Authorization": f"Bearer {self.service.token(f'{login}@kunyue.example')}"}
        reply = httpx.get(f"{self.service.address}/api/v1{path}", params=query, headers=headers, timeout=30)
        return reply.raise_for_status().json()["data"]


@dataclass
class Person:
    """One browser window."""

    office: Office
    page: Page

    @property
    def words(self) -> Words:
        return self.office.words

    @contextmanager
    def watched(self, doing: str) -> Iterator[None]:
        """When it goes wrong, what this person saw is kept."""
        try:
            yield
        except BaseException:
            self.page.screenshot(path=str(self.office.folder / f"failed-{doing.replace('_', '-')}.png"))
            raise

    # --- getting about ------------------------------------------------------------------------------------------
    def open(self, path: str) -> None:
        self.page.goto(f"{self.office.service.address}{path}")

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """In the language of this walk, chosen on the sign-in page as a newcomer would."""
        if not self.page.url.startswith(self.office.service.address):
            self.open("/sign-in")
        self.button("language").click()
        self.fill_in("email", email)
        self.page.get_by_label(self.words("password"), exact=True).fill(password)
        self.button("sign in").click()
        if password == PASSWORD:
            expect(self.page.get_by_role("button", name=self.words("account")).first).to_be_visible()

    def go(self, screen: str) -> None:
        """By the navigation: the rail on a desk, the menu on a phone."""
        navigation = self.page.locator("nav.rail")
        if (self.page.viewport_size or DESKTOP)["width"] < 720:
            self.page.locator("nav.phone-nav").get_by_role("button", name=self.words("menu")).click()
        link = navigation.get_by_role("link", name=re.compile(rf"^{self.words(screen)}( \d+)?$")).first
        link.click()
        expect(link).to_have_class(re.compile(r"\bhere\b"))

    # --- what is on the screen ----------------------------------------------------------------------------------
    def button(self, key: str, **facts: object) -> Locator:
        return self.page.get_by_role("button", name=self.words(key, **facts), exact=True)

    def fill_in(self, key: str, text: str, *, within: Locator | None = None) -> None:
        box = (within or self.page).get_by_role("textbox", name=self.words(key), exact=True).first
        box.fill(text)

    def choose(self, key: str, text: str, option: str | None = None) -> None:
        """A field with a list of possible values: type a part, take the first that contains ``option``."""
        box = self.page.get_by_role("combobox", name=self.words(key), exact=True).first
        box.click()
        box.fill(text)
        self.page.get_by_role("option").filter(has_text=option or text).first.click()

    def cell(self, grid: Locator, row: int, column: str) -> Locator:
        """A cell of a lines grid by its row and the words above it."""
        titles = [title.strip() for title in grid.locator("thead th").all_inner_texts()]
        at = titles.index(self.words(column))
        return grid.locator("tbody tr").nth(row).locator("td").nth(at)

    def write(self, grid: Locator, row: int, column: str, text: str, *, option: str | None = None) -> None:
        """Type into a cell as into a spreadsheet; ``option`` picks from the list that opens."""
        cell = self.cell(grid, row, column)
        cell.click()
        cell.press("Enter")
        cell.locator("input, textarea").fill(text)
        if option:
            self.page.get_by_role("option").filter(has_text=option).first.click()
        cell.locator("input, textarea").press("Tab")

    def state_is(self, text: str) -> None:
        """The state beside the title of the record."""
        expect(self.page.locator("main header .chip").first).to_have_text(text)

    # --- looking ------------------------------------------------------------------------------------------------
    def picture(self, name: str) -> None:
        """A screenshot of the loaded screen, on which no raw keys show and nothing is wider than the window."""
        expect(self.page.locator(".bone")).to_have_count(0)
        self.office.pictures += 1
        self.page.screenshot(path=str(self.office.folder / f"{self.office.pictures:02d}-{name}.png"))
        self.has_no_raw_words()
        self.fits()

    def has_no_raw_words(self) -> None:
        """Names of fields, states or catalogue entries never show instead of their texts."""
        raw = re.findall(r"(?<![\w@./-])[a-z]+(?:_[a-z]+)+(?![\w@./-])", self.page.locator("body").inner_text())
        assert not raw, f"{self.page.url} shows {sorted(set(raw))}"

    def fits(self) -> None:
        """Nothing makes the page itself scroll sideways."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"
