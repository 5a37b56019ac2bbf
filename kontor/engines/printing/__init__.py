"""Prints: PDF through Typst with an embedded CJK font, and the same record as an Excel sheet (R3)."""
