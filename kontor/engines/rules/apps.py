"""Rules as a Django application: lends its actions to packs."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "kontor.engines.rules"
    label = "rules"

    def ready(self) -> None:
        """Declare every rule action, so that the compiler checks the options packs give it."""
        from kontor.engines.rules.actions import rule_actions
        from kontor.packaging import vocabulary

        for each in rule_actions:
            vocabulary.rule_actions.declare(each.type, each.options, label=each.label)
