"""``do: warn`` – the change goes through once a person has confirmed the warning's code."""

from __future__ import annotations

from typing import ClassVar

from kontor.engines.rules.actions.base import Firing, MessageOptions, RuleAction, rule_actions
from kontor.kernel.text import Text


class Warn(RuleAction[MessageOptions]):
    """Asks for confirmation."""

    type: ClassVar = "warn"
    label: ClassVar = Text(en="Warn", zh_hant="警告")
    options = MessageOptions

    def apply(self, options: MessageOptions, firing: Firing) -> None:
        firing.warn(firing.problem(options.code, options.path, options.message, options.facts))


rule_actions.register(Warn())
