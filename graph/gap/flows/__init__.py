"""Flows between two sides in whole numbers: the maximum, its proof, and fair shares of it."""
