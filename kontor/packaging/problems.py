"""What is wrong with configuration: every mistake with its id, its place and a hint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from kontor.kernel.errors import DomainError, ErrorKind, FieldProblem
from kontor.kernel.jsonvalues import JsonValue
from kontor.kernel.registry import nearest
from kontor.kernel.text import Text

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: ``check`` is its stable id, ``subject`` what it concerns, ``place`` file and line."""

    check: str
    subject: str
    text: Text
    place: str = ""
    hint: Text | None = None
    severity: Severity = "error"

    def line(self, language: str = "en") -> str:
        """The mistake on one line, as an editor or a log shows it."""
        place = f"{self.place}: " if self.place else ""
        hint = f" {self.hint.pick(language)}" if self.hint else ""
        return f"{place}{self.check} {self.subject}: {self.text.pick(language)}{hint}"

    def to_mapping(self) -> dict[str, Any]:
        """The mistake as data, in every language."""
        return {
            "check": self.check,
            "subject": self.subject,
            "text": self.text.to_mapping(),
            "hint": self.hint.to_mapping() if self.hint else None,
            "place": self.place,
            "severity": self.severity,
        }

    def as_field_problem(self) -> FieldProblem:
        """The mistake as the error envelope lists it; the path is the part it concerns."""
        hint = self.hint or Text(en="", zh_hant="")
        text = Text(en=f"{self.text.en} {hint.en}".strip(), zh_hant=f"{self.text.zh_hant}{hint.zh_hant}")
        return FieldProblem(self.subject, self.check, text, {"place": self.place})


def did_you_mean(name: str, names: Iterable[str]) -> Text | None:
    """A hint naming the nearest known name, or None."""
    near = nearest(name, names)
    return Text(en=f"Hint: did you mean “{near}”?", zh_hant=f"提示:是否為「{near}」?") if near else None


@dataclass(eq=False)
class PackProblems(DomainError):
    """Configuration cannot be compiled; all its mistakes are told at once (P12)."""

    code: ClassVar = "PACK_INVALID"
    kind: ClassVar = ErrorKind.INVALID
    template: ClassVar = Text(
        en="The configuration has {count} mistakes: {first}", zh_hant="設定有 {count} 個錯誤:{first}"
    )

    problems: Sequence[Problem] = ()

    @property
    def count(self) -> int:
        """How many mistakes there are."""
        return len(self.problems)

    @property
    def first(self) -> str:
        """The first mistake on one line."""
        return self.problems[0].line() if self.problems else ""

    def message(self, language: str = "en") -> str:
        first = self.problems[0].line(language) if self.problems else ""
        return self.template.format(language, count=self.count, first=first)

    def details(self, language: str) -> dict[str, JsonValue]:
        return {
            "problems": [{**each.as_field_problem().details(language), "place": each.place} for each in self.problems]
        }

    def __str__(self) -> str:
        return "\n".join([f"{self.code}: {self.count} mistakes", *(each.line() for each in self.problems)])
