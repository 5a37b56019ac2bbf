"""One box over everything: Latin words and Chinese bigrams in one index (P11)."""
