"""Steps between the sources and the tables that are published."""
