"""A small company whose whole API is tried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings

from kontor.api.http import rates
from tests.contract.company import Company, make_company

PLAIN_PASSWORDS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def company(database: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """One company for the whole session: it is only asked, and whatever it is told stays its own."""
    folder: Path = tmp_path_factory.mktemp("contract-files")
    limit = rates.limit
    with override_settings(PASSWORD_HASHERS=PLAIN_PASSWORDS, DATA_DIR=folder):
        rates.limit = lambda name, default: 0  # type: ignore[assignment]
        cache.clear()
        try:
            yield make_company()
        finally:
            rates.limit = limit
