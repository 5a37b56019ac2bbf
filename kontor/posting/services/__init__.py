"""One module per action that writes."""
