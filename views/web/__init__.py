"""The web server: its settings, its guards, its own routes."""
