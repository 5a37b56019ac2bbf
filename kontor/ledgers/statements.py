"""Running a statement with named values; collections of rows travel as one JSON value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.db import connection

from kontor.kernel.jsonvalues import to_json

Row = tuple[Any, ...]


def rows(statement: str, values: Mapping[str, Any]) -> list[Row]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(values))
        return list(cursor.fetchall())


def run(statement: str, values: Mapping[str, Any]) -> int:
    """Execute and return the number of rows of the outermost statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(values))
        return int(cursor.rowcount)


def records(items: Iterable[Mapping[str, Any]]) -> str:
    """Rows for ``jsonb_to_recordset``: decimals and ids as text, dates ISO."""
    return orjson.dumps([to_json(dict(item)) for item in items]).decode()
