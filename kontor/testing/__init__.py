"""Builders, databases and matchers for the tests of every room."""
