"""Every way the file engine refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False)
class FileTooLarge(DomainError):
    """More bytes than a file may have; ``limit_mb`` in mebibytes."""

    code: ClassVar = "FILE_TOO_LARGE"
    kind: ClassVar = ErrorKind.TOO_LARGE
    template: ClassVar = Text(en="“{name}” is larger than {limit_mb} MB", zh_hant="「{name}」超過 {limit_mb} MB 上限")

    name: str
    limit_mb: int


@dataclass(eq=False)
class FileEmpty(DomainError):
    """A file without content."""

    code: ClassVar = "FILE_EMPTY"
    template: ClassVar = Text(en="“{name}” is empty", zh_hant="「{name}」是空白檔案")

    name: str


@dataclass(eq=False)
class FileTypeRefused(DomainError):
    """The content is of a kind that is not stored: a program, a web page, or unknown."""

    code: ClassVar = "FILE_TYPE_REFUSED"
    template: ClassVar = Text(
        en="“{name}” cannot be stored: its content is {found}", zh_hant="無法上傳「{name}」:檔案內容為{found}"
    )

    name: str
    found: Text


@dataclass(eq=False)
class FileTypeMismatch(DomainError):
    """The name promises another kind of file than the content is."""

    code: ClassVar = "FILE_TYPE_MISMATCH"
    template: ClassVar = Text(
        en="“{name}” is named like another kind of file; its content is {found}",
        zh_hant="「{name}」的副檔名與內容不符;內容為 {found}",
    )

    name: str
    found: str


@dataclass(eq=False)
class FileMissing(DomainError):
    """The entry is there but the stored content is not: a restore without the file folder."""

    code: ClassVar = "FILE_CONTENT_MISSING"
    kind: ClassVar = ErrorKind.UNAVAILABLE
    template: ClassVar = Text(en="The content of “{name}” is not available", zh_hant="「{name}」的內容目前無法取得")

    name: str
