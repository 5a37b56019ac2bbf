"""What a rule action is: options checked when a pack is read, and one thing done when the rule fires."""

from __future__ import annotations

import builtins
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pydantic import BaseModel

from kontor.kernel.errors import FieldProblem
from kontor.kernel.expressions import Expression
from kontor.kernel.registry import Registry
from kontor.kernel.text import Text
from kontor.packaging.schema.common import Condition, LocalText, PackPart

OptionsT = TypeVar("OptionsT", bound=BaseModel)


class Firing(Protocol):
    """One rule firing, for the header or one line, as its actions see it."""

    def value(self, expression: Expression) -> Any:
        """An expression evaluated where the rule fired."""

    def problem(self, code: str, path: str, message: Text, facts: dict[str, Expression]) -> FieldProblem:
        """A problem at ``path`` of the header or line, the placeholders of its message filled."""

    def reject(self, problem: FieldProblem) -> None:
        """Forbid the change."""

    def warn(self, warning: FieldProblem) -> None:
        """Ask a person to confirm."""

    def set(self, field: str, value: Any) -> None:
        """Put a value into a field; later rules see it."""


class RuleAction(ABC, Generic[OptionsT]):
    """One kind of action; ``type`` is its word in packs (``do: reject``)."""

    type: ClassVar[str]
    label: ClassVar[Text]
    options: builtins.type[OptionsT]

    @abstractmethod
    def apply(self, options: OptionsT, firing: Firing) -> None:
        """Do it."""


class MessageOptions(PackPart):
    """A code, a message in every language, and the field it concerns.

    ``{quantity}`` or ``{partner.name}`` in the message is filled with the variable of that name, or with the
    expression given for it in ``facts``.
    """

    code: str
    message: LocalText
    path: str = ""
    facts: dict[str, Condition] = {}


def _check(name: str, action: RuleAction[Any]) -> None:
    if not isinstance(action.options, type) or not issubclass(action.options, BaseModel):
        raise TypeError("options must be a pydantic model")


rule_actions: Registry[RuleAction[Any]] = Registry("rule action", base=RuleAction, check=_check)
