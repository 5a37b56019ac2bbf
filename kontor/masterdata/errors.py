"""Ways master data refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text

REFERENCE_UNKNOWN = Text(en="there is no {kind} {value}", zh_hant="找不到{kind} {value}")
CODE_TAKEN = Text(en="the code “{value}” is taken already", zh_hant="代碼「{value}」已存在")
NOT_YOURS = Text(en="You may not change {field}", zh_hant="您無權修改{field}")
MISSING = Text(en="{field} is required", zh_hant="請填寫{field}")


@dataclass(eq=False)
class EntityUnknown(DomainError):
    """The configuration knows no such kind of master data."""

    code: ClassVar = "ENTITY_UNKNOWN"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(en="There is no kind of record “{entity}”", zh_hant="沒有「{entity}」這種主檔")

    entity: str


@dataclass(eq=False)
class RecordInUse(DomainError):
    """Other records refer to it; it can be made inactive instead."""

    code: ClassVar = "RECORD_IN_USE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="{label} {key} is used by {used_by} and cannot be deleted; make it inactive instead",
        zh_hant="{label} {key} 已被 {used_by} 使用,無法刪除;請改為停用",
    )

    label: Text
    key: str
    used_by: str


@dataclass(eq=False)
class KeptByCode(DomainError):
    """Other records name it by its code, so it stays for ever."""

    code: ClassVar = "KEPT_BY_CODE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="{label} {key} is named by its code in documents and cannot be deleted; make it inactive instead",
        zh_hant="單據以代碼引用{label} {key},無法刪除;請改為停用",
    )

    label: Text
    key: str


@dataclass(eq=False)
class ReadOnlyEntity(DomainError):
    """Users and organisations are looked after by their own room."""

    code: ClassVar = "ENTITY_READ_ONLY"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="“{entity}” is not changed here", zh_hant="「{entity}」不在此維護")

    entity: str


@dataclass(eq=False)
class RateUnknown(DomainError):
    """No exchange rate is known for the day."""

    code: ClassVar = "RATE_UNKNOWN"
    template: ClassVar = Text(
        en="There is no exchange rate from {currency} to {base_currency} on {on}",
        zh_hant="查無 {on} 的匯率({currency} 換算 {base_currency})",
    )

    currency: str
    base_currency: str
    on: date


@dataclass(eq=False)
class WouldCircle(DomainError):
    """A record cannot stand below itself."""

    code: ClassVar = "TREE_CIRCLE"
    template: ClassVar = Text(en="{key} cannot stand below itself", zh_hant="{key} 不可位於自己之下")

    key: Any


@dataclass(eq=False)
class StyleHasNoDimensions(DomainError):
    """SKUs are generated from the dimensions of a style, and this one has none."""

    code: ClassVar = "STYLE_WITHOUT_DIMENSIONS"
    template: ClassVar = Text(
        en="The style {style} has no variant dimensions such as {{size: [S, M]}}",
        zh_hant="款式 {style} 尚未設定規格維度,例如 {{size: [S, M]}}",
    )

    style: str


@dataclass(eq=False)
class TooMany(DomainError):
    """A bulk generation would make more records than one call may."""

    code: ClassVar = "TOO_MANY_AT_ONCE"
    template: ClassVar = Text(
        en="{asked} records at once; at most {most}", zh_hant="一次最多 {most} 筆,目前為 {asked} 筆"
    )

    asked: int
    most: int
