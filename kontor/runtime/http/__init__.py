"""What every installation answers whatever is configured: health, readiness, metrics, the client's files."""
