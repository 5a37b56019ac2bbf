"""Master data as a Django application."""

from django.apps import AppConfig


class MasterdataConfig(AppConfig):
    name = "kontor.masterdata"
    label = "masterdata"

    def ready(self) -> None:
        from kontor.masterdata import importing, installation, tables  # noqa: F401  (declares columns, listens to publishing)
