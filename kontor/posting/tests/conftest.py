"""A depot of its own for every test."""

from __future__ import annotations

import pytest

from kontor.posting.tests.depot import Depot, make_depot


@pytest.fixture
def depot(database) -> Depot:
    """An empty depot of a fresh tenant."""
    return make_depot()
