"""Pointers to other records."""

from __future__ import annotations

from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from kontor.engines.attributes.types._common import plain_text, too_long, wrong_type
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import AttributeType, TypeOptions, register
from kontor.packaging.schema.common import Code, Condition

MOST_KEY = 100


class ReferenceOptions(TypeOptions):
    """``to`` names an entity, a document type, ``user`` or ``organisation``.

    ``by`` is set by the compiler: references to most entities hold the ``id``; those to currencies, units and taxes
    hold the ``key`` (``TWD``, ``pcs``), which is the value itself. ``filter`` narrows what the client offers.
    """

    to: Code
    by: Literal["id", "key"] = "id"
    filter: Condition | None = None
    create: bool = Field(default=False)
    """The client may make a new record on the spot."""


@register
class ReferenceType(AttributeType[ReferenceOptions, UUID | str]):
    """A UUID, or the key of a record. Whether the record exists is asked set-based by the writer of the record."""

    type: ClassVar = "reference"
    label: ClassVar = Text(en="Reference", zh_hant="參照")
    Options: ClassVar = ReferenceOptions
    index_kind: ClassVar = "text"
    sql_cast: ClassVar = "text"

    def parse(self, raw: Any, options: ReferenceOptions) -> UUID | str:
        if options.by == "key":
            key = plain_text(raw).strip()
            if not key:
                raise wrong_type("the key of a record", "資料代碼", raw)
            if len(key) > MOST_KEY:
                raise too_long(len(key), MOST_KEY)
            return key
        if isinstance(raw, UUID):
            return raw
        if isinstance(raw, str) and len(raw) in (32, 36):
            try:
                return UUID(raw)
            except ValueError as problem:
                raise wrong_type("the id of a record", "資料識別碼", raw) from problem
        raise wrong_type("the id of a record", "資料識別碼", raw)

    def bind(self, options: ReferenceOptions, *, refer_by: str) -> ReferenceOptions:
        return options.model_copy(update={"by": refer_by})

    def references(self, options: ReferenceOptions) -> str:
        return options.to

    def to_json(self, value: UUID | str) -> str:
        return str(value)

    def load(self, stored: Any) -> UUID | str:
        if isinstance(stored, UUID):
            return stored
        return UUID(stored) if len(stored) == 36 and stored.count("-") == 4 else str(stored)

    def index_value(self, value: UUID | str) -> str:
        return str(value)

    def json_schema(self, options: ReferenceOptions) -> dict[str, Any]:
        schema = {"type": "string", "x-kontor-reference": options.to}
        return schema | ({"format": "uuid"} if options.by == "id" else {"maxLength": MOST_KEY})
