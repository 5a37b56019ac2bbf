"""Document types: header, lines, numbering, layouts, prints (P2)."""

from typing import Literal

from pydantic import Field as Key

from kontor.packaging.schema.common import Code, Condition, LocalText, PackPart
from kontor.packaging.schema.fields import Field


class Numbering(PackPart):
    """How documents of a type get their number (P6).

    Pattern tokens: ``{yyyy} {yy} {mm} {dd} {roc}`` (民國 year), ``{org}`` (organisation code), ``{seq:N}`` (N digits),
    ``{field_name}``. ``legal`` numbers are gapless and given when ``at`` happens, last in the transaction.
    """

    pattern: str
    mode: Literal["legal", "fast"] = "fast"
    at: Code = "create"
    """``create`` or the header action that gives the number; until then the document shows a temporary draft number."""
    reset: Literal["yearly", "monthly", "daily", "never"] = "yearly"
    scope: tuple[Code, ...] = ("organisation",)


class Section(PackPart):
    label: LocalText
    fields: tuple[Code, ...]
    visible_when: Condition | None = None


class FormLayout(PackPart):
    sections: tuple[Section, ...] = ()
    """Empty: one section with every header field in order."""
    line_columns: tuple[Code, ...] = ()
    """Empty: every line field in order."""
    key_facts: tuple[Code, ...] = ()


class View(PackPart):
    """A saved list everybody of the tenant sees as a tab."""

    view: Code
    label: LocalText
    filter: Condition | None = None
    sort: tuple[str, ...] = ()
    """Field names, ``-`` in front for descending."""


class ListLayout(PackPart):
    columns: tuple[Code, ...] = ()
    sort: tuple[str, ...] = ("-created_at",)
    filters: tuple[Code, ...] = ()
    views: tuple[View, ...] = ()


class Print(PackPart):
    """A printable form: a Typst template in the pack's ``prints/`` folder, for PDF in both languages."""

    print: Code
    label: LocalText
    template: str


class DocumentType(PackPart):
    document: Code
    label: LocalText
    plural: LocalText
    description: LocalText | None = None
    icon: str = "file"
    app: Code
    numbering: Numbering
    header: tuple[Field, ...] = ()
    lines: tuple[Field, ...] = ()
    """Empty: the type has no lines."""
    line_label: LocalText | None = None
    workflow: Code
    line_workflow: Code | None = None
    list: ListLayout = ListLayout()
    form: FormLayout = FormLayout()
    prints: tuple[Print, ...] = ()
    title: Code | None = None
    """Header field shown beside the number."""
    owner_field: Code | None = Key(default=None)
    """Header field (reference to user) that, besides the creator, makes a record one's own."""


class Entity(PackPart):
    """A kind of master data (P14). Built-in tables give columns; every other field is an attribute in ``data``."""

    entity: Code
    label: LocalText
    plural: LocalText
    icon: str = "database"
    app: Code
    fields: tuple[Field, ...]
    title: Code = "name"
    key: Code = "code"
    """Field by which imports and people name a record."""
    identity: tuple[Code, ...] = ()
    """Fields that together name a record where no single one does (a supplier's price, a dated rate)."""
    refer_by: Literal["id", "key"] = "id"
    """What references hold: the record's id, or its key where the key is the value itself (currency, unit, tax)."""
    table: Code | None = None
    """Built-in table that stores it; None stores it as a generic record."""
    list: ListLayout = ListLayout(sort=("code",))
    form: FormLayout = FormLayout()
