"""What a run would stop at, found in seconds: the configuration, and some rows of each source."""
