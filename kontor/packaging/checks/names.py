"""Names of fields and codes of types must not collide with what records have anyway."""

from __future__ import annotations

from kontor.packaging.columns import HEADER_FACTS, LINE_FACTS
from kontor.packaging.model import Model
from kontor.packaging.sources import Findings, Sources

RESERVED = {"lines", "line", "before", "inputs", "actor", "today", "now", "settings", "flow", "data", "tenant_id"}
"""Names expressions use for other things."""


def check(model: Model, sources: Sources, findings: Findings) -> None:
    """Reserved field names, and codes that are both a document type and an entity."""
    for code, document in model.documents.items():
        _reserved(document.header, f"{code}.header", (set(HEADER_FACTS) - {"organisation"}) | RESERVED, findings)
        _reserved(document.lines, f"{code}.lines", set(LINE_FACTS) | RESERVED, findings)
        if code in model.entities:
            en = "the code is both a document type and an entity"
            findings.add("names.E002", code, en, "代碼同時為單據類型與主檔")
    for code, entity in model.entities.items():
        facts = {"id", "version", "created_at", "created_by", "updated_at", "updated_by"}
        _reserved(entity.fields, f"{code}.fields", facts | RESERVED, findings)


def _reserved(fields: object, subject: str, reserved: set[str], findings: Findings) -> None:
    for name in fields if hasattr(fields, "__iter__") else ():
        if name in reserved:
            en = f"the name “{name}” is reserved"
            findings.add("names.E001", f"{subject}.{name}", en, f"名稱「{name}」為系統保留字")
