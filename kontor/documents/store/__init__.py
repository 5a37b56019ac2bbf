"""SQL of the document engine: every read and every write of its tables, all set-based."""
