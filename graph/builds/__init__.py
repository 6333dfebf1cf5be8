"""Builds: immutable folders, made in a child process, verified, published by rename."""
