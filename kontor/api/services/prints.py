"""A document in one reader's language, ready to be printed or written to a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.documents.contracts import Document
from kontor.engines.printing.contracts import Column, Fact, PrintData, Template
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.errors import NotFound
from kontor.kernel.text import Text
from kontor.packaging import api as packaging
from kontor.packaging.model import CompiledField, DocumentModel, FieldSet
from kontor.tenancy.api import company_of, reading

PRINT = Text(en="print", zh_hant="列印格式")
#: Types whose figures stand right and whose thousands are set apart.
NUMBERS = frozenset({"decimal", "money", "quantity", "integer"})
#: Types whose texts may be long.
WIDE = frozenset({"text", "long_text", "reference", "multi_choice"})
#: Fields no sheet of paper shows.
UNPRINTABLE = frozenset({"json", "file", "image"})
COMPANY_FACTS = ("tax_id", "address", "phone")


@reading
def template_of(actor: Actor, type_code: str, code: str | None) -> Template:
    """The named print of a type, its first when none is named, or the house's own sheet when it has none.

    Raises:
        NotFound: the type has no print by this name.
    """
    model = packaging.current(actor.tenant_id)
    prints = {name: each for (document, name), each in model.prints.items() if document == type_code}
    if code is None and not prints:
        return Template()
    found = prints.get(code) if code else next(iter(prints.values()))
    if found is None:
        raise NotFound(PRINT, (code or "")[:63])
    return Template(dict(found.files), found.template)


@reading
def print_data(actor: Actor, document: Document, language: str) -> PrintData:
    """What a print shows: the fields of the form that hold something, the lines' columns, and the sums."""
    model = packaging.version(document.config_version_id)
    kind = model.documents[document.type_code]
    values = _texts(document.values, kind.header, document.labels, language)
    lines = [_texts(line.values, kind.lines, document.labels, language) for line in document.lines]
    sums = [each for each in kind.header.values() if each.is_computed and each.field.type in NUMBERS]
    return PrintData(
        kind=kind.label.pick(language),
        number=document.number,
        state=kind.workflow.states[document.state].label.pick(language),
        language=language,
        printed_at=current_clock().now().replace(microsecond=0),
        title=values.get(kind.type.title or "", ""),
        company=_company(document.organisation_id),
        facts=_facts(_head(kind, sums), values, language),
        columns=_columns(kind, lines, language),
        totals=_facts(sums, values, language),
        values=values,
        labels={name: each.label.pick(language) for name, each in {**kind.lines, **kind.header}.items()},
        lines=lines,
        numbers=[_numbers(line.values, kind.lines) for line in document.lines],
    )


def _head(kind: DocumentModel, sums: Sequence[CompiledField]) -> list[CompiledField]:
    """Header fields in the order of the form, without the sums that stand below."""
    named = [name for section in kind.type.form.sections for name in section.fields] or list(kind.header)
    below = {each.name for each in sums}
    return [kind.header[name] for name in named if name in kind.header and name not in below]


def _facts(fields: Iterable[CompiledField], values: Mapping[str, str], language: str) -> list[Fact]:
    return [Fact(each.name, each.label.pick(language), values[each.name]) for each in fields if values.get(each.name)]


def _columns(kind: DocumentModel, lines: Sequence[Mapping[str, str]], language: str) -> list[Column]:
    """The form's line columns that any line fills; a wide form is cut to what fits on paper."""
    names = [name for name in (kind.type.form.line_columns or tuple(kind.lines)) if name in kind.lines]
    used = [name for name in names if any(line.get(name) for line in lines)][:9]
    fields = [kind.lines[name] for name in used]
    return [
        Column(
            each.name,
            each.label.pick(language),
            "right" if each.field.type in NUMBERS else "left",
            wide=each.field.type in WIDE,
        )
        for each in fields
    ]


def _texts(values: Mapping[str, Any], fields: FieldSet, labels: Mapping[UUID, str], language: str) -> dict[str, str]:
    """Every printable value as the reader's text."""
    return {
        name: _text(value, fields[name], labels, language)
        for name, value in values.items()
        if value is not None and name in fields and fields[name].field.type not in UNPRINTABLE
    }


def _text(value: Any, field: CompiledField, labels: Mapping[UUID, str], language: str) -> str:
    if isinstance(value, UUID):
        return labels.get(value, "")
    if isinstance(value, Decimal) and field.field.type in NUMBERS:
        # Amounts keep the decimals their rounding gave them, quantities and prices lose zeros that say nothing.
        return f"{value if field.field.type == 'money' else _plain(value):,f}"
    return field.type.to_text(value, field.options, language)


def _plain(value: Decimal) -> Decimal:
    """Without zeros that say nothing: 12.5000 → 12.5, 300 stays 300."""
    return value.to_integral() if value == value.to_integral() else value.normalize()


def _numbers(values: Mapping[str, Any], fields: FieldSet) -> dict[str, Any]:
    return {
        name: value
        for name, value in values.items()
        if name in fields and fields[name].field.type in NUMBERS and isinstance(value, Decimal | int)
    }


def _company(organisation_id: UUID) -> dict[str, str]:
    company = company_of(organisation_id)
    facts = {name: str(company.data[name]) for name in COMPANY_FACTS if company.data.get(name)}
    return {"name": company.name, "currency": company.currency, **facts}
