"""Every way tenancy refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


class OutsideUnitOfWork(AssertionError):
    """Tenant data was touched with no unit of work open: a mistake in code, never a user's."""


class WorkMismatch(AssertionError):
    """A nested call names another tenant, or writes inside a reading: a mistake in code."""


@dataclass(eq=False)
class TenantUnknown(DomainError):
    """No tenant by this id or code."""

    code: ClassVar = "TENANT_UNKNOWN"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(en="There is no tenant {tenant}", zh_hant="找不到租戶 {tenant}")

    tenant: str | UUID


@dataclass(eq=False)
class TenantSuspended(DomainError):
    """The tenant exists but is switched off."""

    code: ClassVar = "TENANT_SUSPENDED"
    kind: ClassVar = ErrorKind.FORBIDDEN
    template: ClassVar = Text(en="This tenant is suspended", zh_hant="此租戶已停用")

    tenant: str | UUID


@dataclass(eq=False)
class NotAMember(DomainError):
    """The user has no active membership in the tenant asked for, or in any."""

    code: ClassVar = "NOT_A_MEMBER"
    kind: ClassVar = ErrorKind.FORBIDDEN
    template: ClassVar = Text(en="You are not a member of this tenant", zh_hant="您不是此租戶的成員")

    tenant: str | UUID | None = None


@dataclass(eq=False)
class CodeTaken(DomainError):
    """Codes are unique among their kind: tenants everywhere, organisations in their tenant."""

    code: ClassVar = "CODE_TAKEN"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="The code “{taken}” is already in use", zh_hant="代碼「{taken}」已被使用")

    taken: str


@dataclass(eq=False)
class EmailTaken(DomainError):
    """One person, one sign-in: the address belongs to a user already."""

    code: ClassVar = "EMAIL_TAKEN"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="{email} is already in use", zh_hant="{email} 已被使用")

    email: str


@dataclass(eq=False)
class OrganisationInvalid(DomainError):
    """The place in the tree is impossible: a company without currency, or a move below itself."""

    code: ClassVar = "ORGANISATION_INVALID"
    template: ClassVar = Text(en="Organisation {organisation}: {reason}", zh_hant="組織「{organisation}」:{reason}")

    organisation: str
    reason: Text


@dataclass(eq=False)
class ConcurrentUpdate(DomainError):
    """The database gave way to others three times; nothing was saved, trying again is safe."""

    code: ClassVar = "CONCURRENT_UPDATE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="Others are changing the same records; nothing was saved, please try again",
        zh_hant="其他人正在變更相同資料;尚未儲存任何內容,請再試一次",
    )
