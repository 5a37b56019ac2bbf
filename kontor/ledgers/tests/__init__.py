"""What the tests of both ledgers share."""
