"""Business rules (P4)."""

from typing import Literal

from kontor.packaging.schema.common import Code, Condition, OpenPackPart, PackPart


class RuleAction(OpenPackPart):
    """``do`` names a registered rule action (reject, warn, set …); every other key is an option of it."""

    do: Code


class Rule(PackPart):
    """Scope: header fields, ``lines``, ``line`` (when ``each_line``), ``before`` (the record before), ``actor``."""

    rule: Code
    on: Code
    trigger: Literal["before_save", "after_create", "before_action", "after_action"]
    action: Code | None = None
    """The workflow action for before_action and after_action; None means every action."""
    each_line: bool = False
    when: Condition
    then: tuple[RuleAction, ...]
    priority: int = 100
    stop: bool = False
