"""The gap between supply and demand: from tables to a report with its proof."""
