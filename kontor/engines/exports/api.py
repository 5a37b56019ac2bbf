"""The public face of exports."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from kontor.engines.exports.cells import cell
from kontor.engines.exports.contracts import CONTENT_TYPES, ExportColumn, ExportFile, Format
from kontor.engines.exports.writers import write_csv, write_xlsx
from kontor.engines.lists.api import Page, Query
from kontor.kernel.actor import Actor
from kontor.packaging.model import CompiledField

__all__ = ["CONTENT_TYPES", "ExportColumn", "ExportFile", "Format", "all_rows", "columns_for", "export"]

SPOOLED_BYTES = 4 * 1024 * 1024
ROWS_AT_ONCE = 1000

_KINDS = {"decimal": "number", "money": "number", "quantity": "number", "integer": "number"}


def columns_for(
    fields: Mapping[str, CompiledField], names: Sequence[str], language: str, *, facts: Mapping[str, str] | None = None
) -> list[ExportColumn]:
    """Columns for field names, headed in the reader's language; ``facts`` heads what is no field (number, state)."""
    known = facts or {}
    columns = []
    for name in names:
        field = fields.get(name)
        if field is None:
            columns.append(ExportColumn(name, known.get(name, name)))
            continue
        kind = _KINDS.get(field.type.type) or (field.type.type if field.type.type in ("date", "datetime") else "text")
        columns.append(ExportColumn(name, field.label.pick(language), kind, field))  # type: ignore[arg-type]
    return columns


def export(
    actor: Actor, rows: Iterable[Mapping[str, Any]], columns: Sequence[ExportColumn], format: Format, *, title: str
) -> ExportFile:
    """Rows as a file in the actor's language and time zone. Rows are taken one by one; what was read is forgotten.

    Texts that a spreadsheet would run as formulas are written as text.
    """
    timezone = ZoneInfo(actor.timezone)
    cells = ([cell(row, each, actor.language, timezone) for each in columns] for row in rows)
    headings = [each.heading for each in columns]
    stream = tempfile.SpooledTemporaryFile(max_size=SPOOLED_BYTES)  # noqa: SIM115  (the reader closes it)
    try:
        if format == "csv":
            count = write_csv(stream, headings, cells)
        else:
            count = write_xlsx(stream, title, headings, [each.kind for each in columns], cells)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return ExportFile(f"{title}.{format}", CONTENT_TYPES[format], stream, count)


def all_rows(ask: Callable[[Query], Page], query: Query) -> Iterator[dict[str, Any]]:
    """Every row of a list, page by page behind the last row; ``ask`` opens its own reading."""
    question = replace(query, page=1, cursor=None, page_size=ROWS_AT_ONCE, with_total=False)
    while True:
        page = ask(question)
        yield from page.rows
        if not page.has_more or page.next_cursor is None:
            return
        question = replace(question, cursor=page.next_cursor)
