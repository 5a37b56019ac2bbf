"""The accounting ledger as a Django application."""

from django.apps import AppConfig


class AccountingConfig(AppConfig):
    name = "kontor.ledgers.accounting"
    label = "accounting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the proofs register themselves."""
        from kontor.ledgers.accounting import proofs  # noqa: F401
