"""How expressions refuse: at parsing, while evaluating, and when SQL cannot say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False)
class ExpressionError(DomainError):
    """Base of all refusals of expressions; ``path`` names the place inside the expression, ``and[1].<[0]``."""

    kind: ClassVar = ErrorKind.INVALID


@dataclass(eq=False)
class ExpressionMalformed(ExpressionError):
    """The JSON is no expression."""

    code: ClassVar = "EXPRESSION_MALFORMED"
    template: ClassVar = Text(en="This is no valid expression: {reason}", zh_hant="運算式無效:{reason}")

    reason: Text


@dataclass(eq=False)
class UnknownOperator(ExpressionError):
    """No operator has this name."""

    code: ClassVar = "EXPRESSION_UNKNOWN_OPERATOR"
    template: ClassVar = Text(en="Unknown operator “{operator}”. {hint}", zh_hant="未知的運算子「{operator}」。{hint}")

    operator: str
    suggestion: str | None = None

    @property
    def hint(self) -> Text:
        """A question naming the nearest operator, or nothing."""
        if self.suggestion is None:
            return Text(en="", zh_hant="")
        return Text(en=f"Did you mean “{self.suggestion}”?", zh_hant=f"是否為「{self.suggestion}」?")

    def message(self, language: str = "en") -> str:
        return super().message(language).rstrip()


@dataclass(eq=False)
class WrongArguments(ExpressionError):
    """An operator got too few, too many or impossible arguments."""

    code: ClassVar = "EXPRESSION_ARGUMENTS"
    template: ClassVar = Text(en="Operator “{operator}” needs {needs}", zh_hant="運算子「{operator}」需要{needs}")

    operator: str
    needs: Text


@dataclass(eq=False)
class ExpressionTooLarge(ExpressionError):
    """The expression is nested too deeply or has too many parts."""

    code: ClassVar = "EXPRESSION_TOO_LARGE"
    kind: ClassVar = ErrorKind.TOO_LARGE
    template: ClassVar = Text(en="The expression exceeds the limit of {limit}", zh_hant="運算式超過上限:{limit}")

    limit: Text


@dataclass(eq=False)
class TypeMismatch(ExpressionError):
    """An operator met a value of a type it cannot work with."""

    code: ClassVar = "EXPRESSION_TYPE_MISMATCH"
    template: ClassVar = Text(
        en="Operator “{operator}” cannot work with {found}; it needs {needs}",
        zh_hant="運算子「{operator}」無法處理{found},需要{needs}",
    )

    operator: str
    found: Text
    needs: Text


@dataclass(eq=False)
class LimitReached(ExpressionError):
    """Evaluating took too many steps, too long, or produced something too large."""

    code: ClassVar = "EXPRESSION_LIMIT_REACHED"
    template: ClassVar = Text(en="Evaluation stopped at its limit: {limit}", zh_hant="運算達到上限而中止:{limit}")

    limit: Text


@dataclass(eq=False)
class NotTranslatable(ExpressionError):
    """SQL cannot say this; ``what`` is the operator or the variable."""

    code: ClassVar = "EXPRESSION_NOT_TRANSLATABLE"
    template: ClassVar = Text(
        en="“{what}” cannot be used in a database condition: {reason}", zh_hant="「{what}」無法用於資料庫條件:{reason}"
    )

    what: str
    reason: Text
