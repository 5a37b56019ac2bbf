"""Sheets into records: mapping, every mistake by row and column, all or nothing, upsert (P10)."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from kontor.engines.exports import api as exports
from kontor.engines.imports import api as imports
from kontor.engines.imports.errors import MappingInvalid, NotImportable, SheetEmpty, SheetUnreadable
from kontor.engines.lists.api import Query
from kontor.kernel.errors import Forbidden
from kontor.masterdata import api as masterdata
from kontor.packaging import api as packaging
from kontor.tenancy import api as tenancy
from kontor.testing.builders import make_actor

PARTNERS = "代碼,名稱,國家,幣別,Payment terms,Rating\nA,甲公司,TW,TWD,NET30,1\nB,乙公司,DE,EUR,NET60,2\n"


def sheet(text, encoding="utf-8"):
    return io.BytesIO(text.encode(encoding))


def run(actor, text, entity="partner", mapping=None, **options):
    return imports.run(actor, entity, sheet(text), "x.csv", mapping, **options)


def told(report):
    return [(each.row, each.column, each.code) for each in report.problems]


def codes(actor, entity="partner"):
    return [row["code"] for row in masterdata.list_records(actor, entity, Query()).rows]


def test_a_preview_proposes_the_mapping_and_writes_nothing(actor):
    found = imports.preview(actor, "partner", sheet(PARTNERS), "partners.csv")
    fields = [(each.heading, each.field) for each in found.columns]
    assert fields == [
        ("代碼", "code"),
        ("名稱", "name"),
        ("國家", "country"),
        ("幣別", "currency"),
        ("Payment terms", "payment_terms"),
        ("Rating", None),
    ]
    assert (found.total, found.created, found.problems, found.missing) == (2, 2, (), ())
    assert codes(actor) == []


def test_rows_become_records_with_references_by_code(actor):
    report = run(actor, PARTNERS)
    assert (report.created, report.is_applied) == (2, True)
    [row, _] = masterdata.list_records(actor, "partner", Query()).rows
    assert (row["name"], row["payment_terms__label"]) == ("甲公司", "NET30 30 days")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp950", "utf-16"])
def test_the_encodings_of_taiwan_are_read(actor, encoding):
    found = imports.preview(actor, "partner", sheet(PARTNERS, encoding), "partners.csv")
    assert (found.created, found.rows[0]["name"]) == (2, "甲公司")


def test_every_mistake_names_row_and_column_and_nothing_is_written(actor):
    text = "Code,Name,國家,E-mail,Credit limit\nA,Alpha,TW,a@x.tw,1\n,Beta,XX,nobody,lots\nA,Again,TW,,\n"
    report = run(actor, text)
    assert not report.is_applied and codes(actor) == []
    assert set(told(report)) == {
        (3, "Code", "REQUIRED"),
        (3, "國家", "COUNTRY_UNKNOWN"),
        (3, "E-mail", "WRONG_TYPE"),
        (3, "Credit limit", "WRONG_TYPE"),
        (4, "Code", "REPEATED_ROW"),
    }


def test_bad_rows_may_be_left_out(actor):
    text = "Code,Name,Currency\nA,Alpha,TWD\nB,Beta,ZZZ\nC,Gamma,USD\n"
    report = run(actor, text, on_error="skip")
    assert (report.created, report.skipped, told(report)) == (2, 1, [(3, "Currency", "REFERENCE_UNKNOWN")])
    assert codes(actor) == ["A", "C"]


def test_the_same_sheet_again_changes_nothing(actor):
    run(actor, PARTNERS)
    report = run(actor, PARTNERS.replace("乙公司", "丙公司"))
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    assert [row["name"] for row in masterdata.list_records(actor, "partner", Query()).rows] == ["甲公司", "丙公司"]


def test_columns_left_out_stay_as_they_are(actor):
    run(actor, PARTNERS)
    run(actor, "Code,E-mail\nA,a@x.tw\n")
    [row, _] = masterdata.list_records(actor, "partner", Query()).rows
    assert (row["email"], row["name"], row["currency"]) == ("a@x.tw", "甲公司", "TWD")


def test_modes_refuse_what_they_are_not_for(actor):
    run(actor, "Code,Name\nA,Alpha\n")
    assert told(run(actor, "Code,Name\nA,Alpha\n", mode="create")) == [(2, "Code", "ALREADY_THERE")]
    assert told(run(actor, "Code,Name\nB,Beta\n", mode="update")) == [(2, "Code", "NOT_FOUND")]


def test_a_mapping_by_hand_wins(actor):
    run(actor, "Nr,Firma\nA,Alpha\n", mapping={"Nr": "code", "Firma": "name"})
    assert codes(actor) == ["A"]
    with pytest.raises(MappingInvalid):
        run(actor, "Nr,Firma\nA,Alpha\n", mapping={"Nr": "code", "Firma": "code"})
    with pytest.raises(MappingInvalid):
        run(actor, "Nr,Firma\nA,Alpha\n", mapping={"Nr": "kode"})


def test_children_may_stand_above_their_parents(actor):
    text = "Code,Name,Above\nB,Below,T\nT,Top,\nD,Deepest,B\n"
    assert run(actor, text, "item_category").created == 3
    rows = {row["code"]: row for row in masterdata.list_records(actor, "item_category", Query()).rows}
    assert rows["D"]["parent"] == rows["B"]["id"] and rows["B"]["parent"] == rows["T"]["id"]


def test_records_named_by_several_fields_are_found_again(actor):
    text = "Currency,In,From,Rate\nUSD,TWD,2026/11/01,31.5\nUSD,TWD,115/11/02,32\n"
    assert run(actor, text, "exchange_rate").created == 2
    report = run(actor, text.replace("31.5", "31.75"), "exchange_rate")
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    with tenancy.working(actor, read_only=True):
        assert masterdata.rate("USD", "TWD", date(2026, 11, 1)) == Decimal("31.75")


def test_excel_gives_numbers_and_dates_as_they_are(actor):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet()
    page.write_row(0, 0, ["Code", "Name", "Budget", "Start"])
    page.write_row(1, 0, [1001, "Line 7", 1234.5])
    page.write_datetime(1, 3, __import__("datetime").datetime(2026, 11, 20))
    book.close()
    stream.seek(0)
    report = imports.run(actor, "project", stream, "projects.xlsx")
    assert (report.created, told(report)) == (1, [])
    [row] = masterdata.list_records(actor, "project", Query()).rows
    assert (row["code"], row["budget"], row["start_date"]) == ("1001", Decimal("1234.5"), date(2026, 11, 20))


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_can_be_imported_again(actor, format):  # P10
    run(actor, PARTNERS)
    with tenancy.working(actor, read_only=True):
        fields = packaging.current(actor.tenant_id).entities["partner"].fields
    names = ["code", "name", "country", "currency", "payment_terms", "kinds"]
    rows = exports.all_rows(lambda query: masterdata.list_records(actor, "partner", query), Query())
    file = exports.export(actor, rows, exports.columns_for(fields, names, "zh-Hant"), format, title="partners")
    with file.stream as stream:
        report = imports.run(actor, "partner", stream, file.name)
    assert (report.total, report.unchanged, told(report)) == (2, 2, [])


def test_progress_is_told(actor):
    seen = []
    run(actor, PARTNERS, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2, 2)]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", SheetEmpty),
        (b"Code,Name\n", SheetEmpty),
        (b"PK\x03\x04nonsense", SheetUnreadable),
        (b"a\x00b", SheetUnreadable),
    ],
)
def test_files_that_are_no_sheets_are_refused(actor, content, error):
    with pytest.raises(error):
        imports.run(actor, "partner", io.BytesIO(content), "x.csv")


def test_only_who_may_imports_and_only_into_what_exists(company, actor):  # P5
    with pytest.raises(Forbidden):
        run(make_actor(company), PARTNERS)
    with pytest.raises(NotImportable):
        run(actor, PARTNERS, "unicorn")
    with pytest.raises(NotImportable):
        run(actor, PARTNERS, "user")


def test_a_thousand_rows_take_no_more_statements_than_ten(actor):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def statements(prefix, count):
        rows = "".join(f"{prefix}{at},Name {at},TW,TWD\n" for at in range(count))
        with CaptureQueriesContext(connection) as captured:
            assert run(actor, f"Code,Name,國家,Currency\n{rows}").created == count
        return len(captured)

    assert statements("S", 10) == statements("L", 1000)
