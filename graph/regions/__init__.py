"""What a region has and could have: links of its chains to colleges, new majors worth a thought."""
