"""Tenancy as a Django application."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "kontor.tenancy"
    label = "tenancy"
    default_auto_field = "django.db.models.BigAutoField"
