"""Books of its own for every test."""

from __future__ import annotations

import pytest

from kontor.ledgers.accounting.tests.books import Books, books_of


@pytest.fixture
def books(database) -> Books:
    """Empty books of a fresh tenant, the year 2026 open."""
    return books_of()
