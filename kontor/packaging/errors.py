"""Ways packaging refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False)
class NothingPublished(DomainError):
    """The tenant has no configuration yet; packs must be installed first."""

    code: ClassVar = "NOTHING_PUBLISHED"
    kind: ClassVar = ErrorKind.PRECONDITION
    template: ClassVar = Text(
        en="This tenant has no published configuration yet", zh_hant="此租戶尚未發布任何設定,請先安裝套件"
    )


@dataclass(eq=False)
class PackUnknown(DomainError):
    """No folder of packs holds one by this name."""

    code: ClassVar = "PACK_UNKNOWN"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(en="There is no pack “{pack}”", zh_hant="找不到套件「{pack}」")

    pack: str


@dataclass(eq=False)
class VersionUnknown(DomainError):
    """No configuration version by this id or number exists in the tenant."""

    code: ClassVar = "CONFIG_VERSION_UNKNOWN"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(en="There is no configuration version {version}", zh_hant="找不到設定版本 {version}")

    version: Any
