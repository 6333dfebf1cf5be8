"""What a map may show, by name: here, so that commands know it without loading what computes it."""

MAP_MEASURES = ("shortage", "fill_rate", "demand", "supply", "commuting", "colleges")
