"""The default source of facts: master data."""
