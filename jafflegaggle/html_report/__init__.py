"""A snapshot as one HTML file, to look at."""
