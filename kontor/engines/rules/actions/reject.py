"""``do: reject`` – the change is refused with a code and a message."""

from __future__ import annotations

from typing import ClassVar

from kontor.engines.rules.actions.base import Firing, MessageOptions, RuleAction, rule_actions
from kontor.kernel.text import Text


class Reject(RuleAction[MessageOptions]):
    """Refuses; all rejections of all rules are told at once."""

    type: ClassVar = "reject"
    label: ClassVar = Text(en="Reject", zh_hant="拒絕")
    options = MessageOptions

    def apply(self, options: MessageOptions, firing: Firing) -> None:
        firing.reject(firing.problem(options.code, options.path, options.message, options.facts))


rule_actions.register(Reject())
