"""Tables hold what the platform pack declares."""

import pytest
from django.db import connection

from kontor.masterdata.tables import MODELS, table

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_table_is_isolated(name):  # P15
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [name])
        assert cursor.fetchone() == (True, True)
    assert {"id", "tenant_id", "code", "name"} <= set(table(name).types)
