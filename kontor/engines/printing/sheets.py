"""A record as an Excel sheet: facts above, lines below; numbers stay numbers, texts never become formulas."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import xlsxwriter

from kontor.engines.printing.contracts import PrintData

# Excel keeps 15 digits; a longer number is written as text rather than changed.
_EXCEL_DIGITS = 15
_WIDEST = 50


def workbook(data: PrintData) -> bytes:
    """The bytes of an ``.xlsx`` file with one sheet."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": f"{data.kind} {data.number}", "created": data.printed_at.replace(tzinfo=None)})
        sheet = book.add_worksheet(_sheet_name(data.number or data.kind))
        bold, head = (
            book.add_format({"bold": True}),
            book.add_format({"bold": True, "bg_color": "#EEEEEE", "bottom": 1}),
        )
        sheet.write_string(0, 0, f"{data.kind} {data.number}", book.add_format({"bold": True, "font_size": 14}))
        row = _write_facts(sheet, data, bold)
        row = _write_lines(sheet, data, row + 1, head)
        for total in data.totals:
            sheet.write_string(row, max(len(data.columns) - 1, 0), total.label, bold)
            sheet.write_string(row, max(len(data.columns), 1), total.value, bold)
            row += 1
    return target.getvalue()


def _write_facts(sheet: Any, data: PrintData, bold: Any) -> int:
    row = 2
    for fact in (*((fact.label, fact.value) for fact in data.facts),):
        sheet.write_string(row, 0, fact[0], bold)
        sheet.write_string(row, 1, fact[1])
        row += 1
    return row


def _write_lines(sheet: Any, data: PrintData, row: int, head: Any) -> int:
    """Header row and one row for each line; returns the row after them."""
    if not data.columns:
        return row
    for at, label in enumerate(["#", *(column.label for column in data.columns)]):
        sheet.write_string(row, at, label, head)
    sheet.freeze_panes(row + 1, 0)
    for number, line in enumerate(data.lines, 1):
        exact = data.numbers[number - 1] if number <= len(data.numbers) else {}
        sheet.write_number(row + number, 0, number)
        for at, column in enumerate(data.columns, 1):
            _write(sheet, row + number, at, exact.get(column.name), line.get(column.name, ""))
    for at, column in enumerate(data.columns, 1):
        longest = max([len(column.label) * 2, *(_shown(line.get(column.name, "")) for line in data.lines)])
        sheet.set_column(at, at, min(longest + 2, _WIDEST))
    return row + len(data.lines) + 1


def _write(sheet: Any, row: int, at: int, exact: Any, text: str) -> None:
    if isinstance(exact, Decimal | int) and not isinstance(exact, bool) and _digits(exact) <= _EXCEL_DIGITS:
        sheet.write_number(row, at, exact)
    else:
        sheet.write_string(row, at, text[:32_767])


def _digits(value: Decimal | int) -> int:
    return len(Decimal(value).as_tuple().digits)


def _shown(text: str) -> int:
    """Width in half characters: a Chinese one takes two."""
    return sum(2 if ord(each) > 0x2E80 else 1 for each in text)


def _sheet_name(text: str) -> str:
    return "".join(each for each in text if each not in "[]:*?/\\'")[:31] or "Sheet"
