"""Builds in a SPARQL server: the connection, its graphs, and pushing a build."""
