"""The company every scenario starts with."""

import pytest

from tests.scenarios.company import Company


@pytest.fixture
def company(database: None) -> Company:
    return Company.found()
