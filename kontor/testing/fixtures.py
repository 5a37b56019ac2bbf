"""Fixtures that make tenant and actor anew for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from kontor.kernel.actor import Actor
    from kontor.testing.builders import BuiltTenant

# The machine is shared and seeds are fixed: a slow moment or a lucky draw must not fail a build.
settings.register_profile("kontor", deadline=None, derandomize=True)
settings.load_profile("kontor")


@pytest.fixture
def tenant(database: Any) -> BuiltTenant:
    """A fresh tenant with one company in TWD."""
    from kontor.testing.builders import make_tenant

    return make_tenant()


@pytest.fixture
def actor(tenant: BuiltTenant) -> Actor:
    """A user at home in the tenant's company, with no role yet."""
    from kontor.testing.builders import make_actor

    return make_actor(tenant)
