"""The files engine as a Django application."""

from django.apps import AppConfig

from kontor.kernel.text import Text


class FilesConfig(AppConfig):
    name = "kontor.engines.files"
    label = "files"

    def ready(self) -> None:
        from kontor.packaging import vocabulary

        vocabulary.permissions.declare("file.create", label=Text(en="Upload files", zh_hant="上傳檔案"))

    default_auto_field = "django.db.models.BigAutoField"
