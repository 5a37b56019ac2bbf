"""Reading sheets: CSV in the encodings and separators people have, Excel and OpenDocument through calamine."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import PurePath
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook

from kontor.engines.imports.errors import SheetEmpty, SheetTooLong, SheetUnreadable

SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
ENCODINGS = ("utf-8-sig", "cp950", "gb18030", "latin-1")
SEPARATORS = ",;\t|"
MOST_ROWS = 200_000
MOST_COLUMNS = 300
MOST_CELL = 100_000
_SAMPLE = 64 * 1024

csv.field_size_limit(10_000_000)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings, and the rows below them with their number in the sheet; blank rows are left out."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]


def read(stream: IO[bytes], name: str) -> Sheet:
    """The first sheet of a file.

    Raises:
        SheetUnreadable, SheetEmpty, SheetTooLong.
    """
    content = stream.read()
    is_book = content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or PurePath(name).suffix.lower() in SHEETS
    rows = _book_rows(content, name) if is_book else _csv_rows(content, name)
    try:
        heading = next(rows, None)
        if heading is None or not any(str(each or "").strip() for each in heading[1]):
            raise SheetEmpty(name)
        headings = tuple(str(each if each is not None else "").strip()[:200] for each in heading[1][:MOST_COLUMNS])
        width = len(headings)
        below = tuple(islice(_full_rows(rows, width), MOST_ROWS + 1))
    except csv.Error as problem:
        raise SheetUnreadable(name, str(problem)) from problem
    if len(below) > MOST_ROWS:
        raise SheetTooLong(MOST_ROWS)
    if not below:
        raise SheetEmpty(name)
    return Sheet(headings, below)


def _full_rows(rows: Iterator[tuple[int, Sequence[Any]]], width: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    for number, cells in rows:
        values = tuple(_clean(each) for each in cells[:width])
        if any(each is not None for each in values):
            yield number, values + (None,) * (width - len(values))


def _clean(cell: Any) -> Any:
    """Blank cells are None; whole numbers of a sheet are integers; an apostrophe hid a formula from a spreadsheet."""
    if isinstance(cell, str):
        text = cell[:MOST_CELL].strip()
        if len(text) > 1 and text[0] == "'" and text[1] in "=+-@":
            text = text[1:]
        return text or None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    if isinstance(cell, time):
        return cell.isoformat()
    return cell if isinstance(cell, int | float | bool | date | timedelta) else None


def _csv_rows(content: bytes, name: str) -> Iterator[tuple[int, Sequence[Any]]]:
    text = _decoded(content, name)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:_SAMPLE], SEPARATORS)
    except csv.Error:
        dialect = csv.excel
    dialect.doublequote = True
    return ((number, row) for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), dialect), start=1))


def _decoded(content: bytes, name: str) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in content[:_SAMPLE]:
        raise SheetUnreadable(name, "binary content")
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnreadable(name, "unknown encoding")


def _book_rows(content: bytes, name: str) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        offset = sheet.start[0] if sheet.start else 0
        rows = sheet.to_python(skip_empty_area=True)
    except (CalamineError, OSError, IndexError, ValueError) as problem:
        raise SheetUnreadable(name, str(problem)[:200]) from problem
    return ((offset + at, row) for at, row in enumerate(rows, start=1))
