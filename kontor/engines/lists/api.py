"""The public face of lists."""

from kontor.engines.lists.contracts import (
    MOST_ROWS,
    OPERATORS,
    AttributeIndex,
    Condition,
    ListColumn,
    ListSource,
    Page,
    Query,
)
from kontor.engines.lists.fields import field_column, field_columns, sql_type
from kontor.engines.lists.running import run

__all__ = [
    "MOST_ROWS",
    "OPERATORS",
    "AttributeIndex",
    "Condition",
    "ListColumn",
    "ListSource",
    "Page",
    "Query",
    "field_column",
    "field_columns",
    "run",
    "sql_type",
]
