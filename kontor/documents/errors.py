"""Every way the document engine refuses, beside those of the workflow (P2, P15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from kontor.kernel.errors import DomainError, ErrorKind, ValidationFailed
from kontor.kernel.text import Text


@dataclass(eq=False)
class UnknownDocumentType(DomainError):
    """The tenant's configuration has no document type by this name."""

    code: ClassVar = "UNKNOWN_DOCUMENT_TYPE"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(
        en="There is no document type “{type_code}”. {hint}", zh_hant="沒有「{type_code}」單據類型。{hint}"
    )

    type_code: str
    suggestion: str | None = None

    @property
    def hint(self) -> Text:
        """A question naming the nearest type, or nothing."""
        if self.suggestion is None:
            return Text(en="", zh_hant="")
        return Text(en=f"Did you mean “{self.suggestion}”?", zh_hant=f"是否為「{self.suggestion}」?")

    def message(self, language: str = "en") -> str:
        return super().message(language).rstrip()


@dataclass(eq=False)
class UnknownFlow(DomainError):
    """The tenant's configuration has no flow by this name."""

    code: ClassVar = "UNKNOWN_FLOW"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(en="There is no flow “{flow}”", zh_hant="沒有「{flow}」流程")

    flow: str
    suggestion: str | None = None


@dataclass(eq=False)
class NotDeletable(DomainError):
    """Only drafts that nothing follows and that have no legal number are deleted; everything else is cancelled."""

    code: ClassVar = "NOT_DELETABLE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="{number} cannot be deleted: {reason}", zh_hant="{number} 無法刪除:{reason}")

    number: str
    reason: Text


@dataclass(eq=False)
class FlowExceeded(DomainError):
    """More was asked for than the source line has left, tolerance included."""

    code: ClassVar = "OPEN_QUANTITY_EXCEEDED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="{number} line {line_no}: {asked} {unit} asked for, {open} open, at most {most} with tolerance",
        zh_hant="{number} 第 {line_no} 項:要求 {asked} {unit},未清數量 {open},含容差最多 {most}",
    )

    flow: str
    number: str
    line_no: int
    line_id: UUID
    asked: Decimal
    open: Decimal
    most: Decimal
    unit: str = ""


@dataclass(eq=False)
class NotFlowing(DomainError):
    """The source line's state does not let it flow on."""

    code: ClassVar = "LINE_NOT_READY"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="{number} line {line_no} is “{state_label}”; {flow_label} needs: {needed}",
        zh_hant="{number} 第 {line_no} 項目前為「{state_label}」;{flow_label} 需為:{needed}",
    )

    flow: str
    flow_label: Text
    number: str
    line_no: int
    line_id: UUID
    state: str
    state_label: Text
    needed: Sequence[Text] = ()


@dataclass(eq=False)
class NothingToDerive(DomainError):
    """Nothing was taken, or nothing of it is open."""

    code: ClassVar = "NOTHING_OPEN"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="Nothing is open for {flow_label}", zh_hant="{flow_label} 沒有未清數量")

    flow: str
    flow_label: Text


@dataclass(eq=False)
class OrganisationMissing(DomainError):
    """A document belongs to an organisation; the actor works in none and the form names none."""

    code: ClassVar = "ORGANISATION_REQUIRED"
    template: ClassVar = Text(en="Choose the organisation the document belongs to", zh_hant="請選擇單據所屬的組織")


@dataclass(eq=False)
class NumberTaken(DomainError):
    """Another document of this type and organisation has the number: the pattern does not tell the series apart."""

    code: ClassVar = "NUMBER_TAKEN"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="The number is already in use", zh_hant="此編號已被使用")


@dataclass(eq=False)
class TooManyLines(DomainError):
    """More lines than one document or one command may have."""

    code: ClassVar = "TOO_MANY_LINES"
    kind: ClassVar = ErrorKind.TOO_LARGE
    template: ClassVar = Text(
        en="{count} lines are too many; at most {most}", zh_hant="共 {count} 項,超過上限 {most} 項"
    )

    count: int
    most: int


@dataclass(eq=False)
class LinesRefused(ValidationFailed):
    """Several lines refuse an action that was to go through for all; one problem for each at ``lines[<id>]``."""

    code: ClassVar = "LINES_REFUSED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="{count} lines refuse", zh_hant="有 {count} 筆明細不允許")


@dataclass(eq=False)
class NoPredecessor(DomainError):
    """A return asks to give back more than the line ever got from the flow it returns to."""

    code: ClassVar = "NOTHING_TO_RETURN"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="{asked} cannot be given back to {flow}: only {available} came from there",
        zh_hant="無法退回 {asked} 至 {flow}:來源數量僅 {available}",
    )

    flow: str
    asked: Decimal
    available: Decimal


#: Texts of field problems the engine itself finds, by code.
PROBLEMS: dict[str, Text] = {
    "UNKNOWN_REFERENCE": Text(en="There is no such {kind_of}", zh_hant="找不到此{kind_of}"),
    "STATE_NOT_EDITABLE": Text(
        en="Cannot be changed while the state is “{state_label}”", zh_hant="狀態為「{state_label}」時無法變更"
    ),
    "FIELD_NOT_YOURS": Text(en="You may not change {field}", zh_hant="您無權修改{field}"),
    "FIELD_NOT_EDITABLE": Text(en="{field} cannot be changed here", zh_hant="{field} 目前不可修改"),
    "UNKNOWN_LINE": Text(en="The document has no such line", zh_hant="單據沒有此明細"),
    "NO_LINES_HERE": Text(en="This type of document has no lines", zh_hant="此單據類型沒有明細"),
    "BELOW_FLOWED": Text(
        en="{done} already went on by {flow_label}; it cannot be less",
        zh_hant="已有 {done} 進入{flow_label},不可少於此數",
    ),
    "LINE_FLOWED": Text(
        en="The line already went on to other documents and stays", zh_hant="此明細已轉入後續單據,不可移除"
    ),
    "QUANTITY_NOT_POSITIVE": Text(en="Must be more than zero", zh_hant="必須大於零"),
    "NOT_A_LIST": Text(en="Must be a list of lines", zh_hant="必須為明細清單"),
    "NOT_AN_OBJECT": Text(en="Must be an object with fields", zh_hant="必須為欄位物件"),
    "BAD_ID": Text(en="This is no id", zh_hant="識別碼格式不正確"),
    "UNKNOWN_INPUT": Text(en="Unknown input “{name}”. {hint}", zh_hant="未知的輸入欄位「{name}」。{hint}"),
    "LINE_TWICE": Text(en="The line stands in the list twice", zh_hant="同一明細重複出現"),
    "ORGANISATION_FIXED": Text(
        en="The organisation cannot change once the document is numbered", zh_hant="單據編號後不可變更組織"
    ),
}


def problem_text(code: str) -> Text:
    """The sentence of a field problem; KeyError is a mistake of ours."""
    return PROBLEMS[code]
