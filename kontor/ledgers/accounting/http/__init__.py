"""Endpoints over ``accounting.api``."""
