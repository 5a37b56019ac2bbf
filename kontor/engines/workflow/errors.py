"""Every way an action is refused (P3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.jsonvalues import JsonValue, to_json
from kontor.kernel.text import Text


@dataclass(eq=False)
class UnknownAction(DomainError):
    """The workflow of the type has no action by this name, or it is one only the engine fires."""

    code: ClassVar = "UNKNOWN_ACTION"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(
        en="{type_code} has no action “{action}”. {hint}", zh_hant="{type_code} 沒有「{action}」動作。{hint}"
    )

    type_code: str
    action: str
    suggestion: str | None = None

    @property
    def hint(self) -> Text:
        """A question naming the nearest action, or nothing."""
        if self.suggestion is None:
            return Text(en="", zh_hant="")
        return Text(en=f"Did you mean “{self.suggestion}”?", zh_hant=f"是否為「{self.suggestion}」?")

    def message(self, language: str = "en") -> str:
        return super().message(language).rstrip()


@dataclass(eq=False)
class WrongState(DomainError):
    """The action is not possible in the state the record is in."""

    code: ClassVar = "WRONG_STATE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="“{label}” is not possible while the state is “{state_label}”; possible in: {from_labels}",
        zh_hant="目前狀態為「{state_label}」,無法執行「{label}」;可執行的狀態:{from_labels}",
    )

    action: str
    label: Text
    state: str
    state_label: Text
    from_labels: Sequence[Text] = ()


@dataclass(eq=False)
class NotApplicable(DomainError):
    """The action does not apply to this record (its ``show_when`` does not hold)."""

    code: ClassVar = "NOT_APPLICABLE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="“{label}” does not apply to this record", zh_hant="「{label}」不適用於此筆資料")

    action: str
    label: Text


@dataclass(eq=False)
class ActionRefused(DomainError):
    """A guard does not hold. ``code`` and sentence are the guard's own, ``facts_seen`` what it looked at."""

    code: ClassVar = "ACTION_REFUSED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="{sentence}", zh_hant="{sentence}")

    action: str
    guard: str
    sentence: Text
    facts_seen: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.__dict__["code"] = self.guard

    def facts(self) -> dict[str, JsonValue]:
        return {"action": self.action, "guard": self.guard, "seen": to_json(dict(self.facts_seen))}

    def message(self, language: str = "en") -> str:
        return self.sentence.fill(language, self.facts_seen)


@dataclass(eq=False)
class FourEyes(DomainError):
    """Whoever made or decided the one may not decide the other (P3: nobody approves their own)."""

    code: ClassVar = "FOUR_EYES"
    kind: ClassVar = ErrorKind.FORBIDDEN
    template: ClassVar = Text(
        en="“{label}” needs a second pair of eyes: you already took part as {earlier}",
        zh_hant="「{label}」需由另一人執行:您已參與過{earlier}",
    )

    action: str
    label: Text
    earlier: Text


@dataclass(eq=False)
class AuthorityExceeded(DomainError):
    """The amount is beyond what the actor's roles may decide on (R2)."""

    code: ClassVar = "AUTHORITY_EXCEEDED"
    kind: ClassVar = ErrorKind.FORBIDDEN
    template: ClassVar = Text(
        en="{amount} {currency} is above your limit of {limit} {currency} for “{label}”",
        zh_hant="{amount} {currency} 超過您「{label}」的核決權限 {limit} {currency}",
    )

    action: str
    label: Text
    amount: Decimal
    limit: Decimal
    currency: str = ""
    permission: str = ""
    category: str | None = None


@dataclass(eq=False)
class CommentRequired(DomainError):
    """The action wants a word why."""

    code: ClassVar = "COMMENT_REQUIRED"
    kind: ClassVar = ErrorKind.INVALID
    template: ClassVar = Text(en="“{label}” needs a comment", zh_hant="執行「{label}」需填寫說明")

    action: str
    label: Text


@dataclass(eq=False)
class MissingForAction(DomainError):
    """Fields that must be filled before the action."""

    code: ClassVar = "REQUIRED_FOR_ACTION"
    kind: ClassVar = ErrorKind.INVALID
    template: ClassVar = Text(en="“{label}” needs: {field_labels}", zh_hant="執行「{label}」前須填寫:{field_labels}")

    action: str
    label: Text
    fields: Sequence[str] = ()
    field_labels: Sequence[Text] = ()


@dataclass(eq=False)
class NeverSettles(DomainError):
    """Automatic transitions of a workflow chase each other; a mistake in the pack."""

    code: ClassVar = "WORKFLOW_NEVER_SETTLES"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="The automatic transitions of {workflow} chase each other: {states}",
        zh_hant="流程 {workflow} 的自動轉換互相循環:{states}",
    )

    workflow: str
    states: Sequence[str] = ()
