"""Delivery dates and what is late (R5)."""
