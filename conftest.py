"""Fixtures for the whole repository; see ``kontor/testing/plugin.py``."""

pytest_plugins = ["kontor.testing.plugin"]
