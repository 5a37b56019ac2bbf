"""Files: stored once per content, typed by what they contain, attached to records (P16)."""
