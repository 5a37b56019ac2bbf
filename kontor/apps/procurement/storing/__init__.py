"""Where goods are put (R7)."""
