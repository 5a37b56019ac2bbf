"""Comments on any record, with mentions (P16)."""
