"""Tables belong to the owner role: only the ``owner`` connection migrates."""

from __future__ import annotations

from typing import Any


class OwnerMigrates:
    """Both aliases are one database, so relations between them are allowed."""

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        return db == "owner"

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        return True
