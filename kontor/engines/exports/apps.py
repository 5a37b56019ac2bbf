"""Exports as a Django application; they own no tables."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "kontor.engines.exports"
    label = "exports"
