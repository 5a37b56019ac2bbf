"""Records a pack brings belong to an entity and use its fields."""

from __future__ import annotations

from kontor.kernel.text import Text
from kontor.packaging.model import Model
from kontor.packaging.sources import Findings, Sources

ENTITY = Text(en="entity", zh_hant="主檔")
FIELD = Text(en="field", zh_hant="欄位")


def check(model: Model, sources: Sources, findings: Findings) -> None:
    """Check the entity and field names of every record."""
    for code, records in model.masterdata.items():
        subject = f"masterdata.{code}"
        entity = model.entities.get(code)
        if entity is None:
            findings.unknown("masterdata.E001", subject, ENTITY, code, model.entities)
            continue
        keys = entity.entity.identity or (entity.entity.key,)
        for at, record in enumerate(records):
            for name in record:
                if name not in entity.fields:
                    findings.unknown("masterdata.E002", f"{subject}[{at}]", FIELD, name, entity.fields)
            if missing := [name for name in keys if record.get(name) in (None, "")]:
                listed = ", ".join(missing)
                en, zh = f"the key {listed} is missing", f"缺少識別欄位 {listed}"
                findings.add("masterdata.E003", f"{subject}[{at}]", en, zh)
