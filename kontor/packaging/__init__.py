"""Packaging: the language of packs, their checks, the compiled model, and its published versions (P12)."""
