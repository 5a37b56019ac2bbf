"""Every way the comment engine refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kontor.kernel.errors import DomainError
from kontor.kernel.text import Text


@dataclass(eq=False)
class CommentEmpty(DomainError):
    """A comment says something."""

    code: ClassVar = "COMMENT_EMPTY"
    template: ClassVar = Text(en="Please write something", zh_hant="請輸入留言內容")


@dataclass(eq=False)
class CommentTooLong(DomainError):
    """More characters than a comment may have."""

    code: ClassVar = "COMMENT_TOO_LONG"
    template: ClassVar = Text(
        en="A comment has at most {most} characters; this one has {length}",
        zh_hant="留言最多 {most} 字;目前為 {length} 字",
    )

    most: int
    length: int


@dataclass(eq=False)
class MentionUnknown(DomainError):
    """A mentioned user is no member of the tenant."""

    code: ClassVar = "MENTION_UNKNOWN"
    template: ClassVar = Text(en="{user} is no member of this company", zh_hant="{user} 不是本公司成員")

    user: str
