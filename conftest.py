"""Fixtures for the whole repository; see ``kontor/testing/plugin.py`` and ``kontor/testing/fixtures.py``."""

pytest_plugins = ["kontor.testing.plugin", "kontor.testing.fixtures"]
