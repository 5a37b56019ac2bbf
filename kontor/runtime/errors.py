"""Refusals of the command line and of the processes it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False, kw_only=True)
class PortInUse(DomainError):
    """Another program listens where the web server should."""

    code: ClassVar = "PORT_IN_USE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="Port {port} on {host} is in use; choose another with PORT=… or --port.",
        zh_hant="{host} 的連接埠 {port} 已被使用,請以 PORT=… 或 --port 指定其他連接埠。",
    )

    host: str
    port: int


@dataclass(eq=False, kw_only=True)
class ProcessFailed(DomainError):
    """A process of the installation did not come up."""

    code: ClassVar = "PROCESS_FAILED"
    kind: ClassVar = ErrorKind.UNAVAILABLE
    template: ClassVar = Text(
        en="The {name} process did not start: {reason}", zh_hant="「{name}」程序無法啟動:{reason}"
    )

    name: str
    reason: str


@dataclass(eq=False, kw_only=True)
class BackupUnusable(DomainError):
    """The file is not a complete Kontor backup."""

    code: ClassVar = "BACKUP_UNUSABLE"
    template: ClassVar = Text(en="{file} is not a usable backup: {reason}", zh_hant="{file} 不是可用的備份檔:{reason}")

    file: str
    reason: str


@dataclass(eq=False, kw_only=True)
class RestoreTargetNotEmpty(DomainError):
    """The database already holds data; restoring would replace it."""

    code: ClassVar = "RESTORE_TARGET_NOT_EMPTY"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="The database already holds {tables} tables; use a new data folder, or --replace to replace everything.",
        zh_hant="資料庫已有 {tables} 個資料表;請使用新的資料夾,或加上 --replace 取代全部內容。",
    )

    tables: int


@dataclass(eq=False, kw_only=True)
class RestoreDiffers(DomainError):
    """What was restored is not what was saved."""

    code: ClassVar = "RESTORE_DIFFERS"
    template: ClassVar = Text(
        en="{count} tables differ after the restore, the first is {first}",
        zh_hant="還原後有 {count} 個資料表內容不符,第一個是 {first}",
    )

    count: int
    first: str


@dataclass(eq=False, kw_only=True)
class DatabaseToolFailed(DomainError):
    """pg_dump or pg_restore ended with an error."""

    code: ClassVar = "DATABASE_TOOL_FAILED"
    kind: ClassVar = ErrorKind.UNAVAILABLE
    template: ClassVar = Text(en="{tool} failed: {reason}", zh_hant="{tool} 執行失敗:{reason}")

    tool: str
    reason: str


@dataclass(eq=False, kw_only=True)
class NoEmbeddedDatabase(DomainError):
    """The command concerns the embedded server, but DATABASE_URL names another one."""

    code: ClassVar = "NO_EMBEDDED_DATABASE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="DATABASE_URL is set: this installation has no embedded database to manage.",
        zh_hant="已設定 DATABASE_URL:本系統未使用內建資料庫。",
    )
