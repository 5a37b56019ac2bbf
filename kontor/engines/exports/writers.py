"""Writing rows one by one: memory stays flat whatever their number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from kontor.engines.exports.cells import harmless
from kontor.kernel.jsonvalues import decimal_text

Row = Sequence[Any]

MOST_XLSX_ROWS = 1_048_575
MOST_XLSX_TEXT = 32_767
#: Digits a spreadsheet's number keeps; longer decimals are written as text rather than rounded.
SHEET_DIGITS = 15
WIDTH = {"text": 24, "number": 16, "date": 12, "datetime": 18}
SAMPLED_WIDTH = 60


def write_csv(stream: IO[bytes], headings: Sequence[str], rows: Iterable[Row]) -> int:
    """UTF-8 with a byte order mark, so that Excel reads Chinese; decimals exact, days ISO. Returns the rows."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow([harmless(each) for each in headings])
    count = 0
    for row in rows:
        writer.writerow([_csv_cell(each) for each in row])
        count += 1
    text.flush()
    text.detach()
    return count


def write_xlsx(
    stream: IO[bytes], title: str, headings: Sequence[str], kinds: Sequence[str], rows: Iterable[Row]
) -> int:
    """One sheet with a frozen heading and filters; numbers and dates are real ones. Returns the rows."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    for at, kind in enumerate(kinds):
        sheet.set_column(at, at, WIDTH[kind])
    sheet.freeze_panes(1, 0)
    for at, heading in enumerate(headings):
        sheet.write_string(0, at, heading, bold)
    count = 0
    try:
        for row in rows:
            if count == MOST_XLSX_ROWS:
                break
            count += 1
            for at, value in enumerate(row):
                _xlsx_cell(sheet, count, at, value, formats)
        if headings:
            sheet.autofilter(0, 0, count, len(headings) - 1)
    finally:
        # Also when reading the rows fails: the sheet keeps them in a temporary file that only closing removes.
        book.close()
    return count


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else harmless(str(value))


def _xlsx_cell(sheet: Any, row: int, at: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, Decimal):
        if len(value.normalize().as_tuple().digits) <= SHEET_DIGITS:
            sheet.write_number(row, at, float(value))
        else:
            sheet.write_string(row, at, decimal_text(value))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, at, value, formats["datetime"])
    elif isinstance(value, date):
        sheet.write_datetime(row, at, datetime(value.year, value.month, value.day), formats["date"])  # noqa: DTZ001
    else:
        sheet.write_string(row, at, str(value)[:MOST_XLSX_TEXT])


def _sheet_name(title: str) -> str:
    """Excel's rules: at most 31 characters, none of ``[]:*?/\\``, no apostrophe at the ends, never empty."""
    clean = "".join("-" if each in "[]:*?/\\" else each for each in title)[:31].strip("' ")
    return clean or "Kontor"
