"""Lists, forms, titles and keys name fields that exist and can do what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kontor.kernel.text import Text
from kontor.packaging.columns import HEADER_FACTS
from kontor.packaging.model import CompiledField, DocumentModel, EntityModel, FieldSet, Model
from kontor.packaging.schema import FormLayout, ListLayout
from kontor.packaging.sources import Findings, Sources

FIELD = Text(en="field", zh_hant="欄位")
ENTITY_FACTS = ("id", "code", "name", "is_active", "version", "created_at", "created_by", "updated_at", "updated_by")


def check(model: Model, sources: Sources, findings: Findings) -> None:
    """Check layouts of document types and entities."""
    for document in model.documents.values():
        _document(document, findings)
    for entity in model.entities.values():
        _entity(entity, findings)


def _document(document: DocumentModel, findings: Findings) -> None:
    code, of = document.code, document.type
    _list(of.list, code, document.header, HEADER_FACTS, findings)
    _form(of.form, code, document.header, findings)
    _known(of.form.line_columns, f"{code}.form.line_columns", document.lines, (), findings)
    for name, role in ((of.title, "title"), (of.owner_field, "owner_field")):
        if name is not None:
            _known([name], f"{code}.{role}", document.header, (), findings)
    owner = document.header.get(of.owner_field or "")
    if owner is not None and owner.target != "user":
        findings.add("layouts.E004", f"{code}.owner_field", "must refer to a user", "必須參照使用者")


def _entity(entity: EntityModel, findings: Findings) -> None:
    code, of = entity.code, entity.entity
    _list(of.list, code, entity.fields, dict.fromkeys(ENTITY_FACTS, "text"), findings)
    _form(of.form, code, entity.fields, findings)
    _known([of.title, *(() if of.identity else (of.key,)), *of.identity], code, entity.fields, (), findings)
    if of.form.line_columns:
        findings.add("layouts.E003", code, "an entity has no lines", "主檔沒有明細")


def _list(layout: ListLayout, code: str, fields: FieldSet, facts: Mapping[str, str], findings: Findings) -> None:
    _known(layout.columns, f"{code}.list.columns", fields, facts, findings)
    _known(layout.filters, f"{code}.list.filters", fields, facts, findings)
    for name in layout.filters:
        if (field := fields.get(name)) is not None and not (field.is_column or field.field.filterable):
            findings.add("layouts.E002", f"{code}.list.filters.{name}", "is not filterable", "欄位未設為可篩選")
    sorts = [*layout.sort, *(each for view in layout.views for each in view.sort)]
    names = [each.removeprefix("-") for each in sorts]
    _known(names, f"{code}.list.sort", fields, facts, findings)
    for name in names:
        if (field := fields.get(name)) is not None and not (field.is_column or _sortable(field)):
            findings.add("layouts.E002", f"{code}.list.sort.{name}", "is not sortable", "欄位未設為可排序")
    views = [view.view for view in layout.views]
    for name in {each for each in views if views.count(each) > 1}:
        findings.add("layouts.E005", f"{code}.list.views.{name}", "the view is given twice", "檢視重複定義")


def _sortable(field: CompiledField) -> bool:
    return field.field.sortable or field.field.filterable


def _form(form: FormLayout, code: str, fields: FieldSet, findings: Findings) -> None:
    for section in form.sections:
        _known(section.fields, f"{code}.form.{section.label.en}", fields, (), findings)
    _known(form.key_facts, f"{code}.form.key_facts", fields, ("state", "number"), findings)


def _known(
    names: Iterable[str], subject: str, fields: Mapping[str, object], facts: Iterable[str], findings: Findings
) -> None:
    known = {*fields, *facts}
    for name in names:
        if name not in known:
            findings.unknown("layouts.E001", subject, FIELD, name, known)
