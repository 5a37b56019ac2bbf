"""The attribute engine as a Django application; its types register when Django is ready."""

from django.apps import AppConfig


class AttributesConfig(AppConfig):
    name = "kontor.engines.attributes"
    label = "attributes"

    def ready(self) -> None:
        from kontor.engines.attributes import types  # noqa: F401  (registers every type)
