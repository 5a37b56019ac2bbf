"""The statements of the accounting ledger: lock what is cleared and settled, then append in one statement."""
