"""The accounting ledger as a Django application."""

from django.apps import AppConfig

from kontor.kernel.text import Text

PERMISSIONS = {
    "accounting.read": Text(en="See the books", zh_hant="檢視帳務"),
    "accounting.close_period": Text(en="Close periods", zh_hant="會計期間關帳"),
    "accounting.reopen_period": Text(en="Reopen periods", zh_hant="重開會計期間"),
    "accounting.post_soft_closed": Text(en="Post into soft-closed periods", zh_hant="於暫時關帳期間入帳"),
    "accounting.configure": Text(en="Set up fiscal years and accounts", zh_hant="設定會計年度與科目對應"),
}


class AccountingConfig(AppConfig):
    name = "kontor.ledgers.accounting"
    label = "accounting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register proofs and permissions."""
        from kontor.ledgers.accounting import proofs  # noqa: F401
        from kontor.packaging.vocabulary import permissions

        for permission, label in PERMISSIONS.items():
            permissions.declare(permission, label=label)
