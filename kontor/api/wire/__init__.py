"""How Kontor's values are spelt on the wire."""
