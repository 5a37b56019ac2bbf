"""Field sets for tests, compiled like those of packs."""

from __future__ import annotations

from typing import Any

from kontor.packaging.fieldsets import Targets, compile_fields
from kontor.packaging.model import FieldSet
from kontor.packaging.schema import Field
from kontor.packaging.sources import Findings


def fields_of(*given: dict[str, Any], columns: Any = None) -> FieldSet:
    """The fields, or an assertion naming what is wrong with them."""
    findings = Findings()
    parsed = [Field.model_validate({"label": {"en": each["name"], "zh-Hant": each["name"]}, **each}) for each in given]
    targets = Targets({"partner": "id", "currency": "key"}, frozenset())
    made = compile_fields(parsed, "test", columns or {}, targets, findings)
    assert not findings.problems, findings.problems
    return made


def field(name: str, type_code: str = "text", **options: Any) -> dict[str, Any]:
    return {"name": name, "type": type_code, **options}
