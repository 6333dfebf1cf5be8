"""Questions about a region: links of its chains to colleges, and the new majors it needs."""
