"""Checks: SHACL shapes compiled to polars expressions, and faults that span rows and tables."""
