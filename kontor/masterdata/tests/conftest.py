"""A fresh tenant with the platform pack."""

import pytest

from kontor.packaging import api as packaging
from kontor.testing.builders import make_tenant


@pytest.fixture
def company(database):
    """A tenant with a company and the platform's master data."""
    tenant = make_tenant()
    packaging.install(tenant.system, ["platform"])
    return tenant


@pytest.fixture
def actor(company):
    """The platform acting in the company."""
    return company.system
