"""Sheets as people have them: separators, encodings, blanks, apostrophes (P10)."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from kontor.engines.imports import sheets
from kontor.engines.imports.errors import SheetEmpty, SheetTooLong, SheetUnreadable


def read(content, name="x.csv"):
    return sheets.read(io.BytesIO(content), name)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator(separator):
    text = "\n".join(separator.join(row) for row in (["Code", "Name"], ["A", "Alpha"], ["B", "Beta"]))
    assert read(text.encode()).rows == ((2, ("A", "Alpha")), (3, ("B", "Beta")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950", "utf-16"])
def test_chinese_in_the_encodings_offices_use(encoding):
    assert read("代碼,名稱\nA,臺灣\n".encode(encoding)).rows == ((2, ("A", "臺灣")),)


def test_blank_rows_are_skipped_and_numbers_stay_those_of_the_sheet():
    assert read(b"Code,Name\n\nA,Alpha\n,\nB\n").rows == ((3, ("A", "Alpha")), (5, ("B", None)))


def test_quoted_cells_may_hold_separators_and_lines():
    assert read(b'Code,Name\nA,"x, ""y""\nz"\n').rows == ((2, ("A", 'x, "y"\nz')),)


def test_the_apostrophe_of_an_export_is_taken_off_again():
    assert read(b"Code,Name\nA,'=1+1\nB,'tis\n").rows == ((2, ("A", "=1+1")), (3, ("B", "'tis")))


def test_cells_of_a_workbook_keep_their_kind():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd hh:mm"})
    page = book.add_worksheet()
    page.write_row(1, 0, ["Code", "Number", "Day", "Moment", "Yes"])
    page.write_row(2, 0, ["A", 12])
    page.write_datetime(2, 2, datetime(2026, 11, 20))
    page.write_datetime(2, 3, datetime(2026, 11, 20, 9, 30))
    page.write_boolean(2, 4, True)
    book.close()
    sheet = read(stream.getvalue(), "x.xlsx")
    assert sheet.headings == ("Code", "Number", "Day", "Moment", "Yes")
    assert sheet.rows == ((3, ("A", 12, date(2026, 11, 20), datetime(2026, 11, 20, 9, 30), True)),)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"Code\n", b" , ,\nA,B,C\n"])
def test_a_sheet_without_heading_or_rows_says_so(content):
    with pytest.raises(SheetEmpty):
        read(content)


@pytest.mark.parametrize("content", [b"PK\x03\x04rubbish", b"a,b\x00\n1,2", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_sheet_says_so(content):
    with pytest.raises(SheetUnreadable):
        read(content)


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(SheetTooLong):
        read(b"Code\nA\nB\nC\n")
