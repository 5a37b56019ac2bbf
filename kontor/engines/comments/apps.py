"""The comments engine as a Django application."""

from django.apps import AppConfig

from kontor.kernel.text import Text


class CommentsConfig(AppConfig):
    name = "kontor.engines.comments"
    label = "comments"

    def ready(self) -> None:
        from kontor.packaging import vocabulary

        vocabulary.permissions.declare("comment.create", label=Text(en="Comment on records", zh_hant="留言"))

    default_auto_field = "django.db.models.BigAutoField"
