"""Who is asking: access tokens, refresh tokens, API keys (Q1)."""
