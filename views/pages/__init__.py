"""The pages of the explorer, one file a page: widgets, one call, show."""
