"""Columns of built-in tables that a field of equal name is stored in; every other field lives in ``data``.

Tables are built upstairs (documents, masterdata); their columns are agreed here because the compiler decides where
each field lives. ``types`` are the attribute types a column can hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its SQL name, the attribute types it can hold, and the one record type its ids point to, if any."""

    name: str
    types: tuple[str, ...]
    target: str | None = None


_NUMBER = ("decimal", "money", "quantity", "integer")
_WORD = ("text", "long_text", "choice", "reference")

HEADER_COLUMNS: Mapping[str, Column] = {
    "organisation": Column("organisation_id", ("reference",), "organisation"),
    "document_date": Column("document_date", ("date",)),
    "accounting_date": Column("accounting_date", ("date",)),
    "partner": Column("partner_id", ("reference",), "partner"),
    "project": Column("project_id", ("reference",), "project"),
    "currency": Column("currency", _WORD),
    "rate": Column("rate", ("decimal",)),
    "total_amount": Column("total_amount", ("money", "decimal")),
    "title": Column("title", ("text", "long_text")),
}

LINE_COLUMNS: Mapping[str, Column] = {
    "item": Column("item_id", ("reference",), "sku"),
    "description": Column("description", ("text", "long_text")),
    "quantity": Column("quantity", ("quantity", "decimal", "integer")),
    "unit": Column("unit", _WORD),
    "unit_price": Column("unit_price", ("money", "decimal")),
    "discount": Column("discount", _NUMBER),
    "tax": Column("tax", _WORD),
    "amount": Column("amount", ("money", "decimal")),
    "location": Column("location_id", ("reference",), "location"),
    "project": Column("project_id", ("reference",), "project"),
    "needed_date": Column("needed_date", ("date",)),
    "partner": Column("partner_id", ("reference",), "partner"),
}

#: What every document has besides its fields; expressions and lists may name them, fields may not be called so.
HEADER_FACTS: Mapping[str, str] = {
    "id": "reference",
    "number": "text",
    "state": "text",
    "standard_status": "text",
    "version": "integer",
    "organisation": "reference",
    "created_at": "datetime",
    "created_by": "reference",
    "updated_at": "datetime",
    "updated_by": "reference",
}
LINE_FACTS: Mapping[str, str] = {"id": "reference", "line_no": "integer", "state": "text", "version": "integer"}

_entity_tables: dict[str, Mapping[str, Column]] = {}


def declare_table(table: str, columns: Mapping[str, Column]) -> None:
    """Name a built-in master data table and its columns; called by the room that owns the table."""
    _entity_tables[table] = dict(columns)


def entity_columns(table: str | None) -> Mapping[str, Column]:
    """Columns of a built-in table; none for generic records beyond code and name."""
    return _entity_tables.get(table or "record", {})


def known_tables() -> tuple[str, ...]:
    """Names of all declared tables, sorted."""
    return tuple(sorted(_entity_tables))
