"""Scenarios: the business as its people tell it, through the public faces, on real PostgreSQL."""
