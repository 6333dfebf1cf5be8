"""Flows between two sides in whole numbers: how much can be matched, what proves it, how evenly."""
