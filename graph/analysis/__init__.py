"""Answers computed from tables: pure functions of tables and parameters, with their explanation."""
