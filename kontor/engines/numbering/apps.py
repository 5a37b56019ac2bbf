"""Numbering as a Django application."""

from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "kontor.engines.numbering"
    label = "numbering"
