"""Settings, command line, embedded PostgreSQL, web server, job worker: what makes the house run."""
