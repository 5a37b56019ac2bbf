"""The stock ledger: where goods are, whose they are, and what they are worth. See README.md."""
