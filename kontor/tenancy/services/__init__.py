"""Writing: one module per subject."""
