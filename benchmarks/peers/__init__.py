"""Programs for peers, run by the Python of the peer's own environment."""
