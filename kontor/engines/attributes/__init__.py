"""The attribute engine: typed values of every record, from raw input to index (P1)."""
