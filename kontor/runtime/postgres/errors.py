"""Every way the embedded server can refuse to run, said so that a person knows what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False, kw_only=True)
class DatabaseServerError(DomainError):
    """Base of the supervisor's refusals; ``folder`` is the data folder concerned."""

    kind: ClassVar = ErrorKind.UNAVAILABLE

    folder: str


@dataclass(eq=False, kw_only=True)
class DatabaseWrongVersion(DatabaseServerError):
    """The folder was made by another major version of PostgreSQL."""

    code: ClassVar = "DATABASE_WRONG_VERSION"
    template: ClassVar = Text(
        en="The data folder {folder} was made by PostgreSQL {found}, this Kontor runs {expected}. "
        "Restore a backup into a new folder, or start the Kontor that made it.",
        zh_hant="資料夾 {folder} 由 PostgreSQL {found} 建立,本版 Kontor 使用 {expected}。"
        "請將備份還原至新資料夾,或改用建立該資料夾的 Kontor 版本。",
    )

    found: str
    expected: str


@dataclass(eq=False, kw_only=True)
class DatabaseForeignFolder(DatabaseServerError):
    """The folder holds something that is not a database of ours; nothing in it was touched."""

    code: ClassVar = "DATABASE_FOREIGN_FOLDER"
    template: ClassVar = Text(
        en="The folder {folder} holds files that are not a Kontor database ({example}). Choose another data folder.",
        zh_hant="資料夾 {folder} 內有非 Kontor 資料庫的檔案({example}),請改用其他資料夾。",
    )

    example: str


@dataclass(eq=False, kw_only=True)
class DatabaseDamaged(DatabaseServerError):
    """The server finds its own files broken or missing."""

    code: ClassVar = "DATABASE_DAMAGED"
    template: ClassVar = Text(
        en="The database in {folder} is damaged: {reason}. Restore the latest backup into a new folder.",
        zh_hant="資料夾 {folder} 中的資料庫已損毀:{reason}。請將最近一次備份還原至新資料夾。",
    )

    reason: str


@dataclass(eq=False, kw_only=True)
class DatabaseDiskFull(DatabaseServerError):
    """Too little space to make or start the database."""

    code: ClassVar = "DATABASE_DISK_FULL"
    template: ClassVar = Text(
        en="The disk of {folder} is full: {free_mib} MiB free, at least {needed_mib} MiB needed.",
        zh_hant="{folder} 所在磁碟空間不足:剩餘 {free_mib} MiB,至少需要 {needed_mib} MiB。",
    )

    free_mib: int
    needed_mib: int


@dataclass(eq=False, kw_only=True)
class DatabaseFolderUnusable(DatabaseServerError):
    """The folder cannot be made, read or written by this user."""

    code: ClassVar = "DATABASE_FOLDER_UNUSABLE"
    template: ClassVar = Text(
        en="The data folder {folder} cannot be used: {reason}.", zh_hant="資料夾 {folder} 無法使用:{reason}。"
    )

    reason: str


@dataclass(eq=False, kw_only=True)
class DatabaseInUse(DatabaseServerError):
    """Other processes still use the server; it is not stopped under them."""

    code: ClassVar = "DATABASE_IN_USE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="The database in {folder} is in use by process {holders}; stop it first.",
        zh_hant="{folder} 的資料庫正由程序 {holders} 使用,請先停止該程序。",
    )

    holders: Sequence[int]


@dataclass(eq=False, kw_only=True)
class DatabaseStartFailed(DatabaseServerError):
    """The server did not come up for a reason not told apart above; ``reason`` is its last words."""

    code: ClassVar = "DATABASE_START_FAILED"
    template: ClassVar = Text(
        en="The database in {folder} did not start: {reason}", zh_hant="{folder} 的資料庫無法啟動:{reason}"
    )

    reason: str


@dataclass(eq=False, kw_only=True)
class DatabaseProgramsMissing(DatabaseServerError):
    """The PostgreSQL programs are not installed beside this Python."""

    code: ClassVar = "DATABASE_PROGRAMS_MISSING"
    template: ClassVar = Text(
        en="PostgreSQL's programs are not installed; run «make» again, or set DATABASE_URL to use another server.",
        zh_hant="尚未安裝 PostgreSQL 程式;請重新執行「make」,或設定 DATABASE_URL 使用其他伺服器。",
    )


@dataclass(eq=False, kw_only=True)
class DatabaseUserMissing(DatabaseServerError):
    """Started as root, but there is no other user to run the server as."""

    code: ClassVar = "DATABASE_USER_MISSING"
    template: ClassVar = Text(
        en="PostgreSQL does not run as root and there is no user {user} to run it as; set KONTOR_DB_USER.",
        zh_hant="PostgreSQL 不得以 root 執行,且系統沒有使用者 {user};請設定 KONTOR_DB_USER。",
    )

    user: str
