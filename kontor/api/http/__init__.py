"""The manner of speaking: envelope, errors, body parsing, limits, ids – around whatever an endpoint answers."""
