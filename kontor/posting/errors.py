"""Every way posting refuses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False)
class AccountNotDetermined(DomainError):
    """No account is set for the role, and there is no account with that code."""

    code: ClassVar = "ACCOUNT_NOT_DETERMINED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="No account is set for “{role}” in {company}", zh_hant="{company} 尚未設定「{role}」對應的會計科目"
    )

    role: str
    company: str
    category_id: UUID | None = None


@dataclass(eq=False)
class AlreadyPosted(DomainError):
    """The document was posted by this profile and not reversed since; posting again would count it twice."""

    code: ClassVar = "ALREADY_POSTED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="{number} was posted on {posting_date} and not reversed since",
        zh_hant="{number} 已於 {posting_date} 入帳且未沖銷",
    )

    number: str
    profile: str
    posting_date: dt.date


@dataclass(eq=False)
class NothingPosted(DomainError):
    """There is no posting of this document that could be reversed."""

    code: ClassVar = "NOTHING_POSTED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="{number} has nothing posted to reverse", zh_hant="{number} 沒有可沖銷的入帳")

    number: str
    profile: str


@dataclass(eq=False)
class PostingValueInvalid(DomainError):
    """An expression of the profile gave something that is not what its place needs."""

    code: ClassVar = "POSTING_VALUE_INVALID"
    template: ClassVar = Text(
        en="Posting profile {profile}: {place} gives “{value}”, needed is {needed}",
        zh_hant="過帳設定 {profile}：{place} 得到「{value}」，應為{needed}",
    )

    profile: str
    place: str
    value: str
    needed: Text


@dataclass(eq=False)
class NotPostable(DomainError):
    """No posting profile belongs to this type of document."""

    code: ClassVar = "NOT_POSTABLE"
    template: ClassVar = Text(
        en="Documents of type {document_type} are not posted", zh_hant="單據類型 {document_type} 不需入帳"
    )

    document_type: str
