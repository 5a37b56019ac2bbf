"""Notifications as a Django application."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "kontor.engines.notifications"
    label = "notifications"
