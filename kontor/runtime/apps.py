"""The runtime as a Django application: it owns no tables, only operations."""

from __future__ import annotations

import os

from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    name = "kontor.runtime"
    label = "runtime"

    def ready(self) -> None:
        """In a serving process, carry live hints; commands and tests do without."""
        if os.environ.get("KONTOR_PROCESS") in {"kontor-web", "kontor-worker"}:
            from kontor.kernel import live
            from kontor.runtime.live.publishing import publisher
            from kontor.runtime.live.recording import carry_events

            live.carry_with(publisher())
            carry_events()
