"""Applies extensions: what one pack or a tenant adds to a type of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from kontor.packaging import schema
from kontor.packaging.sources import OVERLAY, Findings

Named = tuple[str, schema.Extension]
T = TypeVar("T", schema.DocumentType, schema.Entity)


def extended_document(
    base: schema.DocumentType, extensions: Sequence[Named], findings: Findings
) -> schema.DocumentType:
    """The document type with header and line fields, prints and layouts of its extensions appended."""
    changes: dict[str, Any] = {
        "header": _fields(base.document, "header", base.header, extensions, findings),
        "lines": _fields(base.document, "lines", base.lines, extensions, findings),
        "prints": _prints(base, extensions),
    }
    return _with_layouts(base.model_copy(update=changes), extensions)


def extended_entity(base: schema.Entity, extensions: Sequence[Named], findings: Findings) -> schema.Entity:
    """The entity with fields and layouts of its extensions appended."""
    fields = _fields(base.entity, "fields", base.fields, extensions, findings)
    return _with_layouts(base.model_copy(update={"fields": fields}), extensions)


def _fields(
    code: str, group: str, base: tuple[schema.Field, ...], extensions: Sequence[Named], findings: Findings
) -> tuple[schema.Field, ...]:
    """A tenant's overlay may say a field anew; another pack may not."""
    by_name = {each.name: each for each in base}
    for pack, extension in extensions:
        for added in getattr(extension, group):
            if added.name in by_name and pack != OVERLAY:
                en, zh = f"the field “{added.name}” is there already", f"欄位「{added.name}」已存在"
                findings.add("extensions.E002", f"{code}.{group}.{added.name}", en, zh)
                continue
            by_name[added.name] = added
    repeated = len(base) - len({each.name for each in base})
    return (*base, *(f for f in by_name.values() if f not in base)) if repeated else tuple(by_name.values())


def _prints(base: schema.DocumentType, extensions: Sequence[Named]) -> tuple[schema.Print, ...]:
    prints = {each.print: each for each in base.prints}
    for _, extension in extensions:
        prints |= {each.print: each for each in extension.prints}
    return tuple(prints.values())


def _with_layouts(base: T, extensions: Sequence[Named]) -> T:
    layout, form = base.list, base.form
    for _, extension in extensions:
        layout = _layout(layout, extension.list) if extension.list else layout
        form = _form(form, extension.form) if extension.form else form
    return base.model_copy(update={"list": layout, "form": form})


def _layout(base: schema.ListLayout, added: schema.ListLayout) -> schema.ListLayout:
    changes = {
        "columns": _joined(base.columns, added.columns),
        "filters": _joined(base.filters, added.filters),
        "views": (*base.views, *added.views),
        "sort": added.sort if "sort" in added.model_fields_set else base.sort,
    }
    return base.model_copy(update=changes)


def _form(base: schema.FormLayout, added: schema.FormLayout) -> schema.FormLayout:
    changes = {
        "sections": (*base.sections, *added.sections),
        "line_columns": _joined(base.line_columns, added.line_columns),
        "key_facts": _joined(base.key_facts, added.key_facts),
    }
    return base.model_copy(update=changes)


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return (*first, *(each for each in second if each not in first))
