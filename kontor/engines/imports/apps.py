"""Imports as a Django application; they own no tables."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "kontor.engines.imports"
    label = "imports"
