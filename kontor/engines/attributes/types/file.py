"""Files attached to a field."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field

from kontor.engines.attributes.types._common import wrong_type
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import AttributeType, FieldError, TypeOptions, register


class FileOptions(TypeOptions):
    """``accept`` lists media types or suffixes the client offers; ``maximum`` how many files."""

    multiple: bool = False
    accept: tuple[str, ...] = ()
    maximum: int = Field(default=20, ge=1, le=200)


@register
class FileType(AttributeType[FileOptions, tuple[str, ...]]):
    """A tuple of file ids as given by the files room."""

    type: ClassVar = "file"
    label: ClassVar = Text(en="File", zh_hant="檔案")
    Options: ClassVar = FileOptions
    index_kind: ClassVar = None
    sql_cast: ClassVar = "jsonb"

    def parse(self, raw: Any, options: FileOptions) -> tuple[str, ...]:
        listed = raw if isinstance(raw, list | tuple) else [raw]
        ids = tuple(dict.fromkeys(_file_id(each) for each in listed))
        most = options.maximum if options.multiple else 1
        if len(ids) > most:
            raise FieldError("TOO_MANY", Text(en="at most {most} files", zh_hant="最多 {most} 個檔案"), most=most)
        return ids

    def to_json(self, value: tuple[str, ...]) -> Any:
        return list(value)

    def load(self, stored: Any) -> tuple[str, ...]:
        return tuple(stored)

    def json_schema(self, options: FileOptions) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "format": "uuid"}}


def _file_id(raw: Any) -> str:
    if isinstance(raw, dict):
        raw = raw.get("id")
    try:
        return str(UUID(str(raw)))
    except ValueError as problem:
        raise wrong_type("the id of a stored file", "已上傳檔案的識別碼", raw) from problem
