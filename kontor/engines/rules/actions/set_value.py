"""``do: set`` – fields get the values of expressions: of the line for a rule with ``each_line``, else of the header."""

from __future__ import annotations

from typing import ClassVar

from kontor.engines.rules.actions.base import Firing, RuleAction, rule_actions
from kontor.kernel.text import Text
from kontor.packaging.schema.common import Code, Condition, PackPart


class SetOptions(PackPart):
    """Field → expression; all are evaluated before any is written."""

    values: dict[Code, Condition]


class SetValues(RuleAction[SetOptions]):
    """Writes values; rules that come later see them."""

    type: ClassVar = "set"
    label: ClassVar = Text(en="Set values", zh_hant="設定欄位值")
    options = SetOptions

    def apply(self, options: SetOptions, firing: Firing) -> None:
        values = {field: firing.value(expression) for field, expression in options.values.items()}
        for field, value in values.items():
            firing.set(field, value)


rule_actions.register(SetValues())
