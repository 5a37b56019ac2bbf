"""One served demo company for all browser tests of a worker, and an office in each language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from kontor.apps.demo import build
from kontor.kernel.progress import Silence
from kontor.runtime.configuration.environment import PROJECT_DIR
from kontor.testing.browser import launched
from kontor.testing.database import WorkerDatabase
from tests.browser.office import Office
from tests.browser.service import PASSWORD, Service, served
from tests.browser.words import Language, Words

CHAINS = 3
RESULTS = PROJECT_DIR / "test-results"


@pytest.fixture(scope="package")
def service(database: WorkerDatabase) -> Iterator[Service]:
    """A young demo company: three purchases under way, everybody at work."""
    if not (PROJECT_DIR / "web" / "dist" / "index.html").exists():
        pytest.fail("Browser tests need the built web client: make web")
    build(Silence(), chains=CHAINS, password=PASSWORD)
    with served(database) as running:
        yield running


@pytest.fixture(scope="module")
def browser(service: Service) -> Iterator[Browser]:
    """A Chromium for one module; closed before other tests use the database in this thread."""
    with launched() as made:
        yield made


@pytest.fixture
def office(browser: Browser, service: Service, language: Language, request: pytest.FixtureRequest) -> Iterator[Office]:
    """Pictures go to ``test-results/<module>-<parameters>``; nothing may be complained about in the end."""
    name = request.module.__name__.rpartition(".")[2].removeprefix("test_").replace("_", "-")
    folder = RESULTS / f"{name}-{request.node.callspec.id}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    made = Office(browser, service, Words(language), folder)
    yield made
    made.close()
    assert not made.complaints, "\n".join(made.complaints)
