"""The actions rules can take, one module each; importing this package registers them."""

from kontor.engines.rules.actions import reject, set_value, warn
from kontor.engines.rules.actions.base import Firing, MessageOptions, RuleAction, rule_actions

__all__ = ["Firing", "MessageOptions", "RuleAction", "reject", "rule_actions", "set_value", "warn"]
