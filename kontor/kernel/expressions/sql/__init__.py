"""The SQL back end of expressions; importing it registers the translation of every operator SQL can say."""

from kontor.kernel.expressions.sql import arithmetic, collections, comparison, conversion, dates, logic, texts
from kontor.kernel.expressions.sql.pieces import (
    Collection,
    Column,
    Constant,
    Resolved,
    Sql,
    SqlScope,
    SqlType,
    TableScope,
)
from kontor.kernel.expressions.sql.translator import to_sql, to_sql_value

__all__ = [
    "Collection",
    "Column",
    "Constant",
    "Resolved",
    "Sql",
    "SqlScope",
    "SqlType",
    "TableScope",
    "arithmetic",
    "collections",
    "comparison",
    "conversion",
    "dates",
    "logic",
    "texts",
    "to_sql",
    "to_sql_value",
]
