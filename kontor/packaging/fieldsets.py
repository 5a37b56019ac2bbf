"""Compiles fields: type, options, column, reference target; and the order in which formulas are computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from kontor.kernel.expressions import variables
from kontor.kernel.rounding import STEPS
from kontor.kernel.text import Text
from kontor.packaging import attribute_types, schema
from kontor.packaging.attribute_types import AnyType, FieldError, TypeOptions
from kontor.packaging.columns import Column
from kontor.packaging.model import CompiledField, FieldSet
from kontor.packaging.problems import did_you_mean
from kontor.packaging.sources import Findings

#: Records of the tenancy room that fields may point to although no pack declares them as entities.
TENANCY_TARGETS = ("user", "organisation")

TYPE = Text(en="attribute type", zh_hant="欄位型別")
TARGET = Text(en="entity or document type", zh_hant="主檔或單據類型")
STEP = Text(en="rounding step", zh_hant="進位步驟")


@dataclass(frozen=True, slots=True)
class Targets:
    """What references may point to, and what they hold."""

    entities: Mapping[str, str]
    """Entity → ``id`` or ``key``."""
    documents: frozenset[str]

    def names(self) -> set[str]:
        """Every code a reference may name."""
        return {*self.entities, *self.documents, *TENANCY_TARGETS}


def compile_fields(
    fields: Sequence[schema.Field], subject: str, table: Mapping[str, Column], targets: Targets, findings: Findings
) -> FieldSet:
    """The fields that can be compiled; every mistake noted."""
    compiled: dict[str, CompiledField] = {}
    for field in fields:
        where = f"{subject}.{field.name}"
        if field.name in compiled:
            findings.add("fields.E003", where, "the field is given twice", "欄位重複定義")
            continue
        if (done := _compile(field, where, table, targets, findings)) is not None:
            compiled[field.name] = done
    return FieldSet(compiled, _formula_order(compiled, subject, findings))


def _compile(
    field: schema.Field, where: str, table: Mapping[str, Column], targets: Targets, findings: Findings
) -> CompiledField | None:
    kind = attribute_types.find(field.type)
    if kind is None:
        findings.unknown("fields.E001", where, TYPE, field.type, attribute_types.names())
        return None
    options = _options(field, kind, where, findings)
    if options is None:
        return None
    target = kind.references(options)
    refer_by = "id"
    if target is not None:
        if target not in targets.names():
            findings.unknown("fields.E005", where, TARGET, target, targets.names())
        refer_by = targets.entities.get(target, "id")
        options = kind.bind(options, refer_by=refer_by)
    column = table.get(field.name)
    if column is not None and field.type not in column.types:
        allowed = ", ".join(column.types)
        en = f"the column “{field.name}” holds {allowed}, not {field.type}"
        findings.add("fields.E006", where, en, f"欄位「{field.name}」只能是 {allowed},不可為 {field.type}")
    elif column is not None and column.target is not None and target != column.target:
        en = f"the column “{field.name}” points to {column.target}, not {target}; give the field another name"
        findings.add(
            "fields.E006", where, en, f"欄位「{field.name}」只能參照 {column.target},不可為 {target};請改用其他欄位名稱"
        )
    if field.round is not None and field.round not in STEPS:
        findings.unknown("fields.E007", where, STEP, field.round, STEPS)
    _check_default(field, kind, options, where, findings)
    _check_flags(field, kind, where, findings)
    return CompiledField(field, kind, options, column.name if column else None, target, refer_by)


def _options(field: schema.Field, kind: AnyType, where: str, findings: Findings) -> TypeOptions | None:
    try:
        return kind.Options.model_validate(field.options)
    except ValidationError as mistakes:
        for each in mistakes.errors(include_url=False):
            name = ".".join(str(step) for step in each["loc"])
            message = str(each["msg"]).removeprefix("Value error, ")
            if each["type"] == "extra_forbidden":
                known = [*kind.Options.model_fields, *schema.Field.model_fields]
                en, zh = f"“{name}” is no option of {field.type}", f"{field.type} 沒有「{name}」這個選項"
                findings.add("fields.E002", where, en, zh, hint=did_you_mean(name, known))
            else:
                findings.add("fields.E002", where, f"option {name}: {message}", f"選項 {name}:{message}")
        return None


def _check_default(field: schema.Field, kind: AnyType, options: TypeOptions, where: str, findings: Findings) -> None:
    if field.default is None:
        return
    try:
        kind.parse(field.default, options)
    except FieldError as mistake:
        en, zh = mistake.text.fill("en", mistake.facts), mistake.text.fill("zh-Hant", mistake.facts)
        findings.add("fields.E008", where, f"the default does not fit: {en}", f"預設值不符:{zh}")


def _check_flags(field: schema.Field, kind: AnyType, where: str, findings: Findings) -> None:
    if (field.filterable or field.sortable or field.unique) and kind.index_kind is None:
        en = f"{field.type} cannot be filterable, sortable or unique"
        findings.add("fields.E009", where, en, f"{field.type} 型別不可設為可篩選、可排序或唯一")
    if field.formula is not None and (field.required or field.default is not None):
        en = "a computed field has no default and is never required"
        findings.add("fields.E010", where, en, "計算欄位不可設為必填或指定預設值")


def _formula_order(fields: Mapping[str, CompiledField], subject: str, findings: Findings) -> tuple[str, ...]:
    """Computed fields, each after those its formula reads; circles are noted."""
    reads = {name: _own_names(each, fields) for name, each in fields.items() if each.is_computed}
    order: list[str] = []

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in order:
            return
        if name in above:
            loop = " → ".join([*above[above.index(name) :], name])
            findings.add("fields.E011", f"{subject}.{name}", f"formulas in a circle: {loop}", f"公式循環參照:{loop}")
            return
        for other in reads[name]:
            if other in reads:
                visit(other, (*above, name))
        if name not in order:
            order.append(name)

    for name in reads:
        visit(name, ())
    return tuple(order)


def _own_names(compiled: CompiledField, fields: Mapping[str, CompiledField]) -> list[str]:
    assert compiled.field.formula is not None
    heads = [_own_name(path, fields) for path in variables(compiled.field.formula)]
    return [name for name in heads if name is not None]


def _own_name(path: str, fields: Mapping[str, Any]) -> str | None:
    """The field of the same record a path names: ``amount`` or ``line.amount``."""
    first, _, rest = path.partition(".")
    name = rest.partition(".")[0] if first == "line" else first
    return name if name in fields else None
