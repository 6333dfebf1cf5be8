"""Pieces that the pages of the explorer share."""
