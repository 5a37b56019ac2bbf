"""Every way Kontor can refuse: a stable code, a sentence in each language, and the facts."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

from kontor.kernel.jsonvalues import JsonValue, to_json
from kontor.kernel.text import Text


class ErrorKind(Enum):
    """What sort of refusal it is; the API turns the sort into an HTTP status."""

    INVALID = "invalid"
    MALFORMED = "malformed"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    PRECONDITION = "precondition"
    TOO_LARGE = "too_large"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"


_by_code: dict[str, type[DomainError]] = {}


@dataclass(eq=False, kw_only=True)
class DomainError(Exception):
    """Base of all refusals. The dataclass fields of a subclass are its facts.

    ``path`` names the offending field where there is one (``lines[2].quantity``). A subclass declares
    ``code``, ``kind`` and ``template``; a code used twice, or a template naming an unknown fact, stops the
    program at import.
    """

    code: ClassVar[str]
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID
    template: ClassVar[Text]

    path: str | None = None

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "code" in cls.__dict__:
            _register(cls)

    def facts(self) -> dict[str, JsonValue]:
        """The fields as JSON: decimals as text, dates ISO, ids as text; without ``path``."""
        return {name: to_json(value) for name, value in self._fields().items()}

    def details(self, language: str) -> dict[str, JsonValue]:
        """What the API puts beside the message; like ``facts`` unless an error carries sentences of its own."""
        return self.facts()

    def message(self, language: str = "en") -> str:
        """The sentence for a person, facts filled in."""
        return self.template.fill(language, _Facts(self))

    def as_problem(self, path: str | None = None) -> FieldProblem:
        """The same refusal as one problem of a form, at ``path`` or at the error's own path."""
        named = {each: getattr(self, each) for each in self.template.placeholders()}
        return FieldProblem(path or self.path or "", self.code, self.template, self._fields() | named)

    def _fields(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in dataclasses.fields(self) if each.name != "path"}

    def __str__(self) -> str:
        place = f" at {self.path}" if self.path else ""
        return f"{self.code}{place}: {self.message('en')}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), dict(self.__dict__))


class _Facts(dict[str, object]):
    """Looks a placeholder up as a field or property of the error."""

    def __init__(self, error: DomainError) -> None:
        super().__init__()
        self.error = error

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and not name.startswith("_") and hasattr(self.error, name)

    def __getitem__(self, name: str) -> object:
        return getattr(self.error, name)


def _rebuild(cls: type[DomainError], state: dict[str, Any]) -> DomainError:
    error = cls.__new__(cls)
    error.__dict__.update(state)
    return error


def _register(cls: type[DomainError]) -> None:
    """Keep the class under its code; refuse a second owner of the code and placeholders without a fact."""
    owner = _by_code.get(cls.code)
    if owner is not None and (owner.__module__, owner.__qualname__) != (cls.__module__, cls.__qualname__):
        raise TypeError(f"error code {cls.code} belongs to both {_place(owner)} and {_place(cls)}")
    if not isinstance(getattr(cls, "template", None), Text):
        raise TypeError(f"{_place(cls)} needs a template of type Text")
    known = {name for base in cls.__mro__ for name in inspect.get_annotations(base)}
    if missing := {each for each in cls.template.placeholders() if each not in known and not hasattr(cls, each)}:
        raise TypeError(f"template of {_place(cls)} names facts it does not have: {', '.join(sorted(missing))}")
    _by_code[cls.code] = cls


def _place(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def all_errors() -> dict[str, type[DomainError]]:
    """Every error class known so far by code, sorted; the reference page is generated from it."""
    return dict(sorted(_by_code.items()))


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one field; ``path`` is empty when it concerns the whole record."""

    path: str
    code: str
    text: Text
    facts: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: str = "en") -> str:
        """The sentence for a person, facts filled in."""
        return self.text.fill(language, self.facts)

    def details(self, language: str) -> dict[str, JsonValue]:
        """The problem as the API shows it."""
        return {
            "path": self.path,
            "code": self.code,
            "message": self.message(language),
            "facts": to_json(dict(self.facts)),
        }

    def to_mapping(self) -> dict[str, Any]:
        """The problem as data, in every language."""
        return {"path": self.path, "code": self.code, "text": self.text.to_mapping(), "facts": dict(self.facts)}


@dataclass(eq=False)
class ValidationFailed(DomainError):
    """A record has one or more problems; all are told at once."""

    code: ClassVar = "VALIDATION_ERROR"
    kind: ClassVar = ErrorKind.INVALID
    template: ClassVar = Text(en="{count} problems", zh_hant="共有 {count} 個問題")

    problems: Sequence[FieldProblem] = ()

    @property
    def count(self) -> int:
        """How many problems there are."""
        return len(self.problems)

    def message(self, language: str = "en") -> str:
        """The first problem's sentence, and how many more there are."""
        return _first_and_count(self.problems, language, _MORE_PROBLEMS)

    def details(self, language: str) -> dict[str, JsonValue]:
        return {"problems": [each.details(language) for each in self.problems]}


@dataclass(eq=False)
class NeedsConfirmation(DomainError):
    """Nothing forbids it, but a person must say yes: send the warning codes back to confirm (P4).

    The confirmation is recorded with the action.
    """

    code: ClassVar = "WARNING_NOT_CONFIRMED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="{count} warnings wait for your confirmation", zh_hant="有 {count} 則警告等待您確認")

    warnings: Sequence[FieldProblem] = ()

    @property
    def count(self) -> int:
        """How many warnings wait."""
        return len(self.warnings)

    @property
    def codes(self) -> tuple[str, ...]:
        """The warning codes to send back, each once."""
        return tuple(dict.fromkeys(each.code for each in self.warnings))

    def message(self, language: str = "en") -> str:
        return _first_and_count(self.warnings, language, _MORE_WARNINGS)

    def details(self, language: str) -> dict[str, JsonValue]:
        return {"warnings": [each.details(language) for each in self.warnings], "confirm": list(self.codes)}


_MORE_PROBLEMS = Text(en="{first} ({more} more)", zh_hant="{first}(另有 {more} 個問題)")
_MORE_WARNINGS = Text(en="{first} ({more} more to confirm)", zh_hant="{first}(另有 {more} 則待確認)")


def _first_and_count(problems: Sequence[FieldProblem], language: str, more: Text) -> str:
    if not problems:
        return ""
    first = problems[0].message(language)
    return more.format(language, first=first, more=len(problems) - 1) if len(problems) > 1 else first


def ensure_valid(problems: Iterable[FieldProblem]) -> None:
    """Raise ``ValidationFailed`` when there is any problem."""
    if found := tuple(problems):
        raise ValidationFailed(found)


def ensure_confirmed(warnings: Iterable[FieldProblem], confirmed: Iterable[str]) -> None:
    """Raise ``NeedsConfirmation`` for the warnings whose code is not among ``confirmed``."""
    accepted = frozenset(confirmed)
    if open_warnings := tuple(each for each in warnings if each.code not in accepted):
        raise NeedsConfirmation(open_warnings)


@dataclass(eq=False)
class NotFound(DomainError):
    """Nothing by that key exists for this actor; what one may not see does not exist either."""

    code: ClassVar = "NOT_FOUND"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(en="There is no {kind_of} {key}", zh_hant="找不到{kind_of} {key}")

    kind_of: str | Text = "record"
    key: Any = ""


@dataclass(eq=False)
class Forbidden(DomainError):
    """The actor lacks a permission; ``reason`` says which rule decided."""

    code: ClassVar = "FORBIDDEN"
    kind: ClassVar = ErrorKind.FORBIDDEN
    template: ClassVar = Text(
        en="You do not have the permission {permission}. {reason}", zh_hant="您沒有「{permission}」權限。{reason}"
    )

    permission: str = ""
    reason: str | Text = ""

    def message(self, language: str = "en") -> str:
        return super().message(language).rstrip()


@dataclass(eq=False)
class VersionConflict(DomainError):
    """Somebody saved the record since it was read; ``fields`` shows both values field by field."""

    code: ClassVar = "VERSION_CONFLICT"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="The record was changed meanwhile: you have version {expected}, it is now {actual}",
        zh_hant="資料已被他人更新:您的版本為 {expected},目前為 {actual}",
    )

    expected: int | None = None
    actual: int | None = None
    fields: Sequence[Mapping[str, Any]] = ()


_THE_SERVICE = Text(en="The service", zh_hant="服務")


@dataclass(eq=False)
class Unavailable(DomainError):
    """Something Kontor needs does not answer at the moment; trying again later may help."""

    code: ClassVar = "UNAVAILABLE"
    kind: ClassVar = ErrorKind.UNAVAILABLE
    template: ClassVar = Text(en="{what} is not available at the moment", zh_hant="{what}目前無法使用")

    what: str | Text = _THE_SERVICE
    retry_after: int | None = None


@dataclass(eq=False)
class RateLimited(DomainError):
    """Too many requests; ``retry_after`` is in whole seconds."""

    code: ClassVar = "RATE_LIMITED"
    kind: ClassVar = ErrorKind.RATE_LIMITED
    template: ClassVar = Text(
        en="Too many requests; try again in {retry_after} seconds", zh_hant="請求過於頻繁,請於 {retry_after} 秒後再試"
    )

    retry_after: int = 1


@dataclass(eq=False)
class ReasonRequired(DomainError):
    """What cannot be undone quietly (deleting, reversing, reopening) needs a reason; it is kept."""

    code: ClassVar = "REASON_REQUIRED"
    template: ClassVar = Text(en="Please give the reason", zh_hant="請填寫原因")
