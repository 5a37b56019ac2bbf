"""Pytest fixtures every room may ask for.

``database``  a migrated PostgreSQL database of this worker, both connections (``default``, ``owner``) pointing at it
              and Django's database guard open. Session-wide and lazy: rooms without a database never start one.
              A room switches it on for all its tests with ``pytestmark = pytest.mark.usefixtures("database")``
              or an autouse fixture in its ``conftest.py``.

Tests never truncate and never share: each makes its own tenant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kontor.testing import browser as browsers
from kontor.testing import database as databases


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rebuild-database", action="store_true", help="migrate the template database anew")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[databases.WorkerDatabase]:
    """This worker's own database, cloned from a template that is migrated once per state of the migrations."""
    rebuild = bool(request.config.getoption("--rebuild-database")) and _is_first_worker(request)
    with django_db_blocker.unblock(), databases.worker_database(rebuild=rebuild) as made:
        yield made


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A ``playwright.sync_api.Browser`` for a test marked ``browser``.

    One per test: while it lives, its event loop makes Django believe that everything in this thread is asynchronous.
    """
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with browsers.launched() as made:
        yield made


def _is_first_worker(request: pytest.FixtureRequest) -> bool:
    workerinput = getattr(request.config, "workerinput", None)
    return workerinput is None or workerinput["workerid"] == "gw0"
