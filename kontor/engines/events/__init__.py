"""Events: what happened, append-only and chained, told to consumers and read back as history (P7, P8)."""
