"""Events as a Django application."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "kontor.engines.events"
    label = "events"
