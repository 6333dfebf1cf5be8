"""The knowledge graph: one declaration, checked tables, immutable builds, pure analysis."""
