"""Sets of rules from elsewhere, each a plug-in by the door of :mod:`graph.rules`."""
