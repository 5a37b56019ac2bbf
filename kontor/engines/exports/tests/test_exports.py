"""Exports: exact, readable, harmless (P10)."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kontor.engines.exports import api as exports
from kontor.engines.exports.cells import DANGEROUS, harmless
from kontor.engines.exports.contracts import ExportColumn
from kontor.engines.lists.api import Page, Query
from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id

ACTOR = Actor(new_id(), new_id(), timezone="Asia/Taipei")
COLUMNS = [
    ExportColumn("code", "Code"),
    ExportColumn("price", "單價", "number"),
    ExportColumn("day", "Day", "date"),
    ExportColumn("at", "At", "datetime"),
    ExportColumn("partner", "Supplier"),
]
ROW = {
    "code": "=1+1",
    "price": Decimal("12.5000"),
    "day": date(2026, 11, 20),
    "at": datetime(2026, 11, 20, 16, 30, tzinfo=UTC),
    "partner": new_id(),
    "partner__label": "ACME 台中精密",
}


def read_csv(file):
    with file.stream as stream:
        return list(csv.reader(io.StringIO(stream.read().decode("utf-8-sig"))))


def read_xlsx(file):
    with file.stream as stream:
        return CalamineWorkbook.from_filelike(io.BytesIO(stream.read())).get_sheet_by_index(0).to_python()


def test_csv_keeps_every_digit_and_the_readers_time():
    heading, row = read_csv(exports.export(ACTOR, [ROW], COLUMNS, "csv", title="x"))
    assert heading == ["Code", "單價", "Day", "At", "Supplier"]
    assert row == ["'=1+1", "12.5000", "2026-11-20", "2026-11-21 00:30:00", "ACME 台中精密"]


def test_xlsx_has_real_numbers_and_dates_and_no_formulas():
    heading, row = read_xlsx(exports.export(ACTOR, [ROW], COLUMNS, "xlsx", title="Stock: all/every [one]?"))
    assert heading[1] == "單價"
    assert row == ["=1+1", 12.5, date(2026, 11, 20), datetime(2026, 11, 21, 0, 30), "ACME 台中精密"]


def test_a_number_longer_than_a_sheet_counts_is_text():
    row = {"price": Decimal("12345678901234.567890")}
    [_, found] = read_xlsx(exports.export(ACTOR, [row], COLUMNS[1:2], "xlsx", title="x"))
    assert found == ["12345678901234.567890"]


@given(st.text())
def test_no_text_starts_like_a_formula(text):
    assert not harmless(text).startswith(DANGEROUS)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_rows_are_written_one_by_one_and_forgotten(format):
    """Memory stays flat: never more than a few of the rows are alive at once."""
    alive = most = 0

    class Row(dict):
        def __del__(self):
            nonlocal alive
            alive -= 1

    def rows():
        nonlocal alive, most
        for at in range(3000):
            alive += 1
            most = max(most, alive)
            yield Row(code=str(at))

    file = exports.export(ACTOR, rows(), COLUMNS[:1], format, title="x")
    file.stream.close()
    assert file.rows == 3000
    assert most < 10


def test_all_rows_walks_every_page():
    pages = {None: Page([{"id": 1}], True, next_cursor="a"), "a": Page([{"id": 2}], False)}
    asked = []

    def ask(query):
        asked.append(query.cursor)
        return pages[query.cursor]

    assert [row["id"] for row in exports.all_rows(ask, Query(page=7, with_total=True))] == [1, 2]
    assert asked == [None, "a"]
