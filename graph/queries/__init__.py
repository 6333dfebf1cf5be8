"""Questions to a build: read-only, bounded in time, rows and memory, each in its own worker."""
