"""The processes of one installation: web, worker, live updates, started together and stopped together."""
