"""Exports: rows of any list as Excel or CSV, however many there are (P10)."""
