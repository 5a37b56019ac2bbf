"""Ways imports refuse a whole file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False)
class SheetUnreadable(DomainError):
    """The file is no sheet we can read."""

    code: ClassVar = "SHEET_UNREADABLE"
    template: ClassVar = Text(
        en="“{name}” cannot be read as CSV or Excel: {reason}", zh_hant="無法以 CSV 或 Excel 讀取「{name}」:{reason}"
    )

    name: str
    reason: str


@dataclass(eq=False)
class SheetEmpty(DomainError):
    """The sheet has no heading or no rows."""

    code: ClassVar = "SHEET_EMPTY"
    template: ClassVar = Text(en="“{name}” has no rows below a heading", zh_hant="「{name}」沒有標題列或資料列")

    name: str


@dataclass(eq=False)
class SheetTooLong(DomainError):
    """More rows than one import takes."""

    code: ClassVar = "SHEET_TOO_LONG"
    kind: ClassVar = ErrorKind.TOO_LARGE
    template: ClassVar = Text(en="At most {most} rows at once", zh_hant="一次最多可匯入 {most} 列")

    most: int


@dataclass(eq=False)
class NotImportable(DomainError):
    """Nothing by this name can be imported into."""

    code: ClassVar = "NOT_IMPORTABLE"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(en="“{entity}” cannot be imported", zh_hant="「{entity}」不支援匯入")

    entity: str


@dataclass(eq=False)
class MappingInvalid(DomainError):
    """The mapping names a column or field that is not there, or fills one field twice."""

    code: ClassVar = "MAPPING_INVALID"
    template: ClassVar = Text(
        en="Column “{column}” cannot fill “{field}”: {reason}", zh_hant="欄位「{column}」無法對應「{field}」:{reason}"
    )

    column: str
    field: str
    reason: Text
