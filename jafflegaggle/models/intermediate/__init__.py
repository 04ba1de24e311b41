"""Steps between the sources and the published tables."""
