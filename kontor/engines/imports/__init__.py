"""Imports: sheets of people into records, every mistake with its row and column (P10)."""
