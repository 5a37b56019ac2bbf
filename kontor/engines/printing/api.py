"""The public face of printing."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import typst

from kontor.engines.printing.contracts import PrintData, Template
from kontor.engines.printing.errors import TemplateBroken
from kontor.engines.printing.fonts import fonts
from kontor.engines.printing.sheets import workbook
from kontor.kernel.jsonvalues import dumps

__all__ = ["PrintData", "Template", "pdf", "workbook"]

_OWN = Path(__file__).parent / "templates"
_OWN_SHEET = "record.typ"


def pdf(template: Template, data: PrintData) -> bytes:
    """The record as PDF with selectable text and embedded fonts; the same data gives the same bytes.

    The template sees ``/data.json`` and the house's ``/kontor.typ``; nothing outside its own folder can be read.

    Raises:
        TemplateBroken: names Typst's complaint.
    """
    with tempfile.TemporaryDirectory(prefix="kontor-print-") as folder:
        root = Path(folder)
        main = _lay_out(root, template)
        (root / "data.json").write_text(dumps(dataclasses.asdict(data)), encoding="utf-8")
        try:
            made = typst.compile(
                str(main),
                root=str(root),
                font_paths=fonts(),
                ignore_system_fonts=True,
                format="pdf",
                timestamp=int(data.printed_at.timestamp()),
            )
        except typst.TypstError as error:
            raise TemplateBroken(str(error.message)[:300]) from error
    if not isinstance(made, bytes):
        raise TemplateBroken("no single file came out")
    return made


def _lay_out(root: Path, template: Template) -> Path:
    """Write the sources into an empty folder; returns the main one."""
    for own in (_OWN / "kontor.typ", _OWN / _OWN_SHEET):
        (root / own.name).write_text(own.read_text(encoding="utf-8"), encoding="utf-8")
    for name, source in template.files.items():
        place = (root / name).resolve()
        if not place.is_relative_to(root.resolve()):
            raise TemplateBroken(f"{name[:80]} lies outside the pack")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(source, encoding="utf-8")
    return root / (template.main or _OWN_SHEET)
