"""Endpoints over ``stock.api``."""
