"""Talking to the database behind the ledgers' back, as the application role and as the owner of the tables."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connections, transaction

#: ``default`` is the application role, ``owner`` owns the tables: neither may break a ledger's promise.
ROLES = ("default", "owner")


def behind(role: str, tenant_id: UUID, statement: str, **values: Any) -> int:
    """Execute as ``role`` inside the tenant and commit; returns the number of rows."""
    with transaction.atomic(using=role), connections[role].cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant_id', %s, true)", [str(tenant_id)])
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def refused(role: str, tenant_id: UUID, statement: str, **values: Any) -> str:
    """The database's own words when it refuses; a statement it accepts fails the test."""
    with pytest.raises(DatabaseError) as refusal:
        behind(role, tenant_id, statement, **values)
    return str(refusal.value)
