"""Prints in both languages with selectable Chinese text (R3)."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from kontor.engines.printing import api
from kontor.engines.printing.contracts import Column, Fact, PrintData, Template
from kontor.engines.printing.errors import TemplateBroken
from kontor.engines.printing.fonts import font_files

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def order(language: str = "zh-Hant", lines: int = 2) -> PrintData:
    return PrintData(
        kind="採購單" if language == "zh-Hant" else "Purchase order",
        number="PO-202611-00007",
        state="已核准",
        language=language,
        printed_at=AT,
        company={"name": "台中精密機械股份有限公司", "tax_id": "04595257"},
        facts=[Fact("partner", "供應商", "大成鋼鐵 Ta Chen"), Fact("date", "日期", "2026-11-20")],
        columns=[
            Column("description", "品名", wide=True),
            Column("quantity", "數量", "right"),
            Column("amount", "金額", "right"),
        ],
        totals=[Fact("total_amount", "總金額", "1,260")],
        lines=[{"description": "不鏽鋼螺栓 M8", "quantity": "10.5", "amount": "1,200"}] * lines,
        numbers=[{"quantity": Decimal("10.5"), "amount": Decimal(1200)}] * lines,
    )


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


needs_fonts = pytest.mark.skipif(not font_files(), reason="the web client's packages with the fonts are not installed")


@needs_fonts
def test_chinese_text_is_selectable_and_the_font_embedded(tmp_path) -> None:
    made = api.pdf(Template(), order())
    text = text_of(made)
    for words in ("採購單", "PO-202611-00007", "台中精密機械股份有限公司", "不鏽鋼螺栓", "總金額", "04595257"):
        assert words in text
    if shutil.which("pdffonts"):
        (tmp_path / "order.pdf").write_bytes(made)
        listed = subprocess.run(["pdffonts", str(tmp_path / "order.pdf")], capture_output=True, text=True, check=True)
        assert "NotoSansTC" in listed.stdout
        told = subprocess.run(
            ["pdftotext", str(tmp_path / "order.pdf"), "-"], capture_output=True, text=True, check=True
        )
        assert "不鏽鋼螺栓" in told.stdout


@needs_fonts
def test_many_lines_repeat_the_heading_on_every_page() -> None:
    pages = pypdf.PdfReader(io.BytesIO(api.pdf(Template(), order(lines=120)))).pages
    assert len(pages) > 2
    assert all("品名" in page.extract_text() for page in pages)


def test_the_same_data_give_the_same_bytes() -> None:
    assert api.pdf(Template(), order("en")) == api.pdf(Template(), order("en"))


def test_a_packs_template_uses_the_house_pieces() -> None:
    own = '#import "/kontor.typ": *\n#show: sheet\n#letterhead(kind: "OWN")\n#import "parts/foot.typ": foot\n#foot'
    template = Template({"order.typ": own, "parts/foot.typ": "#let foot = [the end]"}, "order.typ")
    text = text_of(api.pdf(template, order("en")))
    assert "OWN" in text
    assert "the end" in text


@pytest.mark.parametrize(
    "source", ["#unknown()", '#read("/etc/passwd")', '#read("../../etc/passwd")', '#json("/nothing.json")']
)
def test_a_broken_or_curious_template_is_refused(source: str) -> None:
    with pytest.raises(TemplateBroken):
        api.pdf(Template({"bad.typ": source}, "bad.typ"), order())


def test_a_template_cannot_be_written_outside_its_folder() -> None:
    with pytest.raises(TemplateBroken):
        api.pdf(Template({"../escape.typ": "x"}, "../escape.typ"), order())


def test_the_sheet_keeps_numbers_and_never_makes_formulas() -> None:
    data = order()
    evil = [{"description": '=HYPERLINK("http://x")', "quantity": "10.5", "amount": "12345678901234567890"}]
    long = [{"quantity": Decimal("10.5"), "amount": Decimal("12345678901234567890")}]
    made = api.workbook(replace(data, lines=evil, numbers=long))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "採購單 PO-202611-00007"
    assert [row for row in rows if row[0] == 1.0] == [[1.0, '=HYPERLINK("http://x")', 10.5, "12345678901234567890"]]
