"""From values to cells; a cell that a spreadsheet would run is written as harmless text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from kontor.engines.attributes.api import to_cell
from kontor.engines.exports.contracts import ExportColumn
from kontor.kernel.text import show

#: First characters by which Excel, LibreOffice and Google take a text for a formula (OWASP, CSV injection).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def cell(row: Mapping[str, Any], column: ExportColumn, language: str, timezone: ZoneInfo) -> Any:
    """What the cell holds: text, Decimal, date, naive local datetime, or None."""
    value = row.get(column.name)
    if value is None:
        return None
    label = row.get(f"{column.name}__label")
    if label is not None:
        return str(label)
    if column.field is not None:
        value = to_cell(column.field, value, language)
    if isinstance(value, datetime):
        return (value.astimezone(timezone) if value.tzinfo else value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, bool):
        return show(value, language)
    if isinstance(value, int):
        return Decimal(value)
    return value if isinstance(value, Decimal | date | str) else show(value, language)


def harmless(text: str) -> str:
    """The text so that no spreadsheet runs it: an apostrophe in front of what looks like a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
