"""Packaging as a Django application."""

from django.apps import AppConfig


class PackagingConfig(AppConfig):
    name = "kontor.packaging"
    label = "packaging"
