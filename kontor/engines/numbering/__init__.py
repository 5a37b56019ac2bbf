"""Numbering: gapless legal numbers, fast blocks, temporary draft numbers, from patterns (P6)."""
