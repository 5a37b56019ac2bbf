"""Posting: what a document means for the stock and the accounting ledger, as data. See README.md."""
