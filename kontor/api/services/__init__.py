"""What several endpoints need together."""
