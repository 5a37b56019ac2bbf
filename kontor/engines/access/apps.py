"""Access as a Django application."""

from django.apps import AppConfig

from kontor.kernel.text import Text


class AccessConfig(AppConfig):
    name = "kontor.engines.access"
    label = "access"

    def ready(self) -> None:
        from kontor.packaging import vocabulary

        vocabulary.permissions.declare("access.assign", label=Text(en="Give and take roles", zh_hant="指派與收回角色"))
        vocabulary.permissions.declare("access.explain", label=Text(en="Explain rights", zh_hant="檢視權限判斷依據"))
