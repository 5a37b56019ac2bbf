"""A company of its own for every test."""

from __future__ import annotations

import pytest

from kontor.ledgers.stock.tests.warehouse import Warehouse, warehouse_of


@pytest.fixture
def warehouse(database) -> Warehouse:
    """An empty warehouse of a fresh tenant."""
    return warehouse_of()
