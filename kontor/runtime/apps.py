"""The runtime as a Django application: it owns no tables, only operations."""

from __future__ import annotations

import os
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

#: A purchase from request to payment runs some three hundred different statements. psycopg keeps a hundred unless told
#: otherwise, and would drop and prepare again the very ones that are needed next (ADR 0004).
PREPARED_STATEMENTS = 800


class RuntimeConfig(AppConfig):
    name = "kontor.runtime"
    label = "runtime"

    def ready(self) -> None:
        """Keep enough prepared statements; in a serving process, carry live hints too."""
        connection_created.connect(_keep_prepared, dispatch_uid="kontor.runtime.prepared")
        if os.environ.get("KONTOR_PROCESS") in {"kontor-web", "kontor-worker"}:
            from kontor.kernel import live
            from kontor.runtime.live.publishing import publisher
            from kontor.runtime.live.recording import carry_events

            live.carry_with(publisher())
            carry_events()


def _keep_prepared(connection: Any, **_: Any) -> None:
    connection.connection.prepared_max = PREPARED_STATEMENTS
