"""The two append-only ledgers, stock and accounting; they know nothing of documents."""
