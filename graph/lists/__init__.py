"""Three lists of majors: to open or grow, to adjust or upgrade, to restrict or let go."""
