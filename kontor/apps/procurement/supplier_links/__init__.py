"""Suppliers answer an order through a signed link, without signing in (R4)."""
