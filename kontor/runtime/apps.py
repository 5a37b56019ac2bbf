"""The runtime as a Django application: it owns no tables, only operations."""

from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    name = "kontor.runtime"
    label = "runtime"
